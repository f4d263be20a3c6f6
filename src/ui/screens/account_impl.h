/* SPDX-License-Identifier: MIT */
#ifndef UI_SCREENS_ACCOUNT_IMPL_H
#define UI_SCREENS_ACCOUNT_IMPL_H
/* What the parts of the account form share: one profile, its settings and keys, checked live. */
#include <stdbool.h>
#include <stddef.h>

#include "app/connect.h"
#include "ui/screens/setup_impl.h"

/* A new profile, or the settings of one; in the order of the form. */
enum account_field {
	ACCOUNT_NAME,
	ACCOUNT_ENVIRONMENT,
	ACCOUNT_URL,
	ACCOUNT_KEY,
	ACCOUNT_SENDER,
	ACCOUNT_LOGS_KEY,
	ACCOUNT_BUTTON,   /* what is above it is all that most accounts need */
	ACCOUNT_SETTINGS, /* the other settings, in the order of their table */
	ACCOUNT_FIELD_COUNT = ACCOUNT_SETTINGS + PROFILE_SETTING_COUNT - 2
};

/* Of the questions that the form asks. */
enum account_token { ACCOUNT_ASKS_REVEAL = 1, ACCOUNT_ASKS_TO_LEAVE };

struct account {
	bool is_new;
	struct profile before; /* what the form was filled from */
	struct profile after;  /* what the fields say, as far as they are right */
	struct setup_secrets secrets;
	struct form form;
	struct form_field fields[ACCOUNT_FIELD_COUNT];
	size_t faulty; /* the first field that is wrong; ACCOUNT_FIELD_COUNT: none */
	char suggestion[PROFILE_VALUE_BYTES]; /* a better address; "": none */
	unsigned suggested;                   /* what it changes: bits of enum profile_url_change */
	bool is_suggested; /* the name stands there untouched: typing replaces it */
	uint64_t paste_timer;
	char pasted[PROFILE_VALUE_BYTES]; /* into the address, whose field was empty; pieces */
	bool paste_lost;                  /* something of it did not fit the field */
	struct setup_change *change;
	struct connect
		*connect; /* of what the fields said when it was started; NULL: not checked */
	bool outdated;    /* they say something else by now */
};

/* account_form.c */
/* Which setting a field is; false for one that is none. */
bool account_setting_of(size_t field, enum profile_setting *out);
/* Fills all fields from `before` and forgets what was typed of secrets. */
void account_form_fill(struct screen *s);
/* Reads the fields and writes what is wrong beside them. */
void account_form_review(struct screen *s);
bool account_form_repair(struct screen *s);
/* Puts what was typed or pasted into the field in focus. */
void account_form_type(struct screen *s, const struct event *ev);
/* After the last piece of a paste: a pasted address is cleaned of what pasting adds, or a better
 * one is offered, and either is told. */
void account_form_end_paste(struct screen *s);
bool account_is_edited(const struct account *x);

/* account_run.c */
void account_check(struct screen *s);
void account_save(struct screen *s);
void account_ask_reveal(struct screen *s);
void account_reveal(struct screen *s);
/* Every typed secret goes; the rest of the form stays. */
void account_forget(struct screen *s);
void account_end(struct screen *s);

/* account_panes.c */
void account_draw(const struct screen *s, struct canvas *c);
/* account_words.c: what the key can and cannot do, from what the probes came to. */
void account_draw_words(const struct screen *s, struct canvas *c);
#endif
