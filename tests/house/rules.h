/* SPDX-License-Identifier: MIT */
#ifndef HOUSE_RULES_H
#define HOUSE_RULES_H
/*
 * The rules of the house, one function each. A rule looks at a tree and adds one finding for
 * every place that breaks it; test_house.c runs each on this project and on a bad example.
 */
#include "tree.h"

typedef void (*rule_fn)(const struct tree *t, struct findings *out);

/* rules_includes.c */
void rule_layers_point_downwards(const struct tree *t, struct findings *out);
void rule_no_include_circles(const struct tree *t, struct findings *out);
void rule_libraries_stay_in_their_modules(const struct tree *t, struct findings *out);

/* rules_modules.c */
void rule_modules_have_a_header(const struct tree *t, struct findings *out);
void rule_modules_have_a_test(const struct tree *t, struct findings *out);
void rule_modules_stand_in_the_tour(const struct tree *t, struct findings *out);
void rule_first_comment_is_the_tour_line(const struct tree *t, struct findings *out);

/* rules_text.c */
void rule_banned_functions(const struct tree *t, struct findings *out);
void rule_secret_borrow_is_allowed_by_name(const struct tree *t, struct findings *out);
void rule_sql_stays_in_the_store(const struct tree *t, struct findings *out);
void rule_conditions_stay_in_base(const struct tree *t, struct findings *out);
void rule_lines_end_at_column_100(const struct tree *t, struct findings *out);
void rule_no_reminders(const struct tree *t, struct findings *out);
void rule_licence_in_every_source(const struct tree *t, struct findings *out);
void rule_files_and_functions_are_short(const struct tree *t, struct findings *out);
#endif
