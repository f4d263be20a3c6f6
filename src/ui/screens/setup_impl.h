/* SPDX-License-Identifier: MIT */
#ifndef UI_SCREENS_SETUP_IMPL_H
#define UI_SCREENS_SETUP_IMPL_H
/* What the screens around Setup share: how profile and secret are shown, and the tab's state. */
#include <stdbool.h>
#include <stddef.h>

#include "app/setup.h"
#include "ui/form.h"
#include "ui/list.h"
#include "ui/screen.h"
#include "ui/screens/show_impl.h"

#define SETUP_SECRET_TITLE "name                  value        fingerprint age"

struct setup_secrets {
	struct secret_info *items;
	size_t count;
	bool known;
};

struct setup {
	struct list list;
	struct profile *profiles;
	size_t count;
	int64_t acted_on;             /* the session's profile when the list was read */
	int64_t in_use;               /* the profile that the next start acts on; 0: not known */
	struct setup_secrets secrets; /* of the marked profile */
	int64_t armed_until_us; /* of the marked profile, by the clock that runs; 0: not armed */
	struct fault fault;     /* why the profiles are not known */
	struct setup_change *change; /* runs; NULL: none does */
};

/* setup.c: the marked profile; NULL when there is none. */
const struct profile *setup_marked(const struct screen *s);

/* setup_show.c */
enum role setup_environment_role(enum profile_environment environment);
/* "[STG]" in its role; returns the column after it. */
int setup_put_mark(struct canvas *c, int row, int column, const struct profile *p);
/* "PROFILE" or "PROFILE SECRET", as one screen names them to another; NULL names neither. */
void setup_read_names(const char *text, char profile[PROFILE_NAME_BYTES],
                      char secret[SECRET_NAME_BYTES]);
/* What the removal of a secret takes from the log; "": nothing, or it cannot be read now. */
void setup_tell_waiting(const struct screen *s, const struct profile *p, const char *name,
                        char out[SETUP_WAITING_BYTES]);
/* "new", "5 min", "3 h", "2 d" */
void setup_write_age(int64_t at_ms, char out[SHOW_BYTES]);
/* "********a91c" */
void setup_write_masked(const struct secret_info *info, char out[SHOW_BYTES]);
/* Reads anew what may be shown of a profile's secrets; the old ones are freed. */
void setup_read_secrets(struct screen *s, const struct profile *p, struct setup_secrets *secrets);
void setup_finish_secrets(struct setup_secrets *secrets);
/* NULL when there is none of this name. */
const struct secret_info *setup_find_secret(const struct setup_secrets *secrets, const char *name);
void setup_draw_secret(const struct secret_info *info, bool selected, struct canvas *row);
/* "paste fixed: removed the word ... and ..."; says nothing for no bit. */
void setup_say_removed(struct screen *s, unsigned removed, const char *what);

/* setup_paste.c: frees a field from what pasting adds and tells what that was; what cannot be a
 * secret stays as it is, with the fault beside it. */
void setup_clean_field(struct screen *s, struct form_field *field);
/* "new, fingerprint ..." beside a value that was typed and is not saved; a warning when another
 * profile has the same value. */
void setup_note_typed(struct screen *s, struct form_field *field, const struct profile *p);

/* setup_panes.c */
void setup_draw(const struct screen *s, struct canvas *c);
#endif
