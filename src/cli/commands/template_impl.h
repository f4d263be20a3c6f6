/* SPDX-License-Identifier: MIT */
#ifndef CLI_COMMANDS_TEMPLATE_IMPL_H
#define CLI_COMMANDS_TEMPLATE_IMPL_H
/* What the template commands share. */
#include "app/templates.h"
#include "cli/commands.h"

/* So much of a file with a text is read: above what is kept, so that what is too large is told by
 * its size. */
#define CLI_TEMPLATE_READ_MAX ((size_t)4 * 1024 * 1024)

/* The name that an operand gives. */
MUST_USE enum status cli_template_name(const struct cli *c, size_t operand,
                                       struct template_name *out, struct fault *f);
/* A revision as typed; 0 stands for Auth0's own text, "default". */
MUST_USE enum status cli_template_revision(const char *typed, int64_t *out, struct fault *f);
/* The text that a revision names, Auth0's own for 0, the newest for TEMPLATE_ANY_REVISION. */
MUST_USE enum status cli_template_load(const struct cli *c, const struct template_name *name,
                                       int64_t revision, struct template_text *out,
                                       struct fault *f);
/* Members of an object: name, kind, locale, client, channel, generation. */
void cli_template_write_name(struct json_writer *w, const struct template_name *name);
/* The same and revision, changed_at, origin, size_bytes, removed. */
void cli_template_write_info(struct json_writer *w, const struct template_info *info);
/* What a change came to: the row, and the sentence for a text that was saved. */
void cli_template_write_result(struct cli *c, const struct templates_result *r);
void cli_template_tell_saved(const struct templates_result *r, bool cut);
/* "revision 3", or "Auth0's default" for a text that is no revision. */
void cli_template_describe(const struct template_info *info, char *out, size_t size_bytes);
#endif
