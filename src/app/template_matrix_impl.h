/* SPDX-License-Identifier: MIT */
#ifndef APP_TEMPLATE_MATRIX_IMPL_H
#define APP_TEMPLATE_MATRIX_IMPL_H
/* What the files of app/template_matrix share. */
#include "app/template_matrix.h"

struct matrix_reading {
	struct db *db;
	const struct profile *profile;
	struct template_matrix *matrix;
	struct template_name *all; /* of every kind, sorted */
	size_t all_count;
	struct template_name *have; /* of this kind, for messages */
	size_t have_count;
	struct template_cell *measured; /* one a name of these */
};

/* Fills what the log tells: how many went out, what the fix saves, and the gaps. */
MUST_USE enum status template_matrix_count(struct matrix_reading *r, struct fault *f);
#endif
