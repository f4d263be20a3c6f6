/* SPDX-License-Identifier: MIT */
#ifndef UI_SCREENS_SEND_IMPL_H
#define UI_SCREENS_SEND_IMPL_H
/* What the parts of the Send screen share: its form, its preview, and the send that runs. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/flow.h"
#include "app/logbook.h"
#include "app/sender.h"
#include "domain/context.h"
#include "domain/parts.h"
#include "ui/form.h"
#include "ui/screen.h"

enum send_field {
	SEND_TO,
	SEND_TEMPLATE,
	SEND_TEXT,
	SEND_SENDER,
	SEND_CONTEXT, /* the first of the hook's fields */
	SEND_KIND = SEND_CONTEXT + CONTEXT_MESSAGE_TYPE,
	SEND_BUTTON = SEND_CONTEXT + CONTEXT_FIELD_COUNT,
	SEND_CODE, /* what came back from the phone; hidden but while it is waited for */
	SEND_FIELD_COUNT
};

#define SEND_OWN_TEXT "own text" /* a choice of the template field */
#define SEND_OFFENDERS 3
#define SEND_TOKEN 1       /* the question with the digits */
#define SEND_TOKEN_AGAIN 2 /* a guard's second one */
#define SEND_TOKEN_DRY 3   /* the other button */

struct send {
	struct form form;
	struct form_field fields[SEND_FIELD_COUNT];
	struct template_info *template_infos; /* the names of the choices */
	const char **template_choices;        /* ends with NULL */
	int64_t profile_id;                   /* that the form is for */
	bool shows_context;
	bool edited; /* since the last send */
	/* The profile's, for this kind of message, as the form was filled with it. */
	char standard_sender[16];

	struct send_draft draft; /* what the fields say */
	struct send_preview preview;
	struct fault fault;                /* of the draft; code ST_OK when it may be sent */
	enum send_field faulty;            /* SEND_BUTTON when it belongs to no field */
	char suggestion[PHONE_E164_BYTES]; /* "": none */
	struct parts_offender offenders[SEND_OFFENDERS];
	size_t offender_count;

	/* The message that the form was filled in from, until something is sent. */
	struct {
		int64_t row; /* 0: none */
		int64_t revision;
		char template_name[TEMPLATE_NAME_BYTES];
	} again;

	struct send_draft asked; /* what the dialog asks about */
	struct profile asked_by; /* and the settings that it shows */
	unsigned asking;         /* the second question that is open */
	int64_t asked_at_us;     /* when a send was last asked for */
	struct sender *sender;   /* NULL until something was sent */
	struct fault failed;     /* why the last send has no row */
	bool in_flight;
	int64_t row; /* 0: none */
	bool has_entry;
	struct logbook_entry entry; /* that row as it stands */
	uint64_t tick;              /* runs while a countdown shows seconds */

	bool flow_on;       /* the exchange is shown: the code is to be typed back */
	struct flow flow;   /* of the row that is shown */
	uint64_t flow_tick; /* runs while its seconds do */
};

/* send_form.c */
void send_form_init(struct screen *s);
/* Reads the fields, renders, measures, and writes what is wrong beside them. */
void send_form_review(struct screen *s);
void send_form_changed(struct screen *s);
/* The profile's settings are others now: what nobody typed follows them. For another profile the
 * form begins anew. */
void send_form_follow_profile(struct screen *s);
bool send_form_repair(struct screen *s);
void send_form_show_context(struct screen *s, bool shown);

/* send_template.c */
/* Reads which texts there are to choose from. */
void send_templates_read(struct screen *s);
void send_templates_finish(struct send *x);
/* One of template and action was changed: the other follows. */
void send_templates_follow(struct send *x);

/* send_again.c */
/* Fills the form with all that a stored message was made of. */
void send_form_fill(struct screen *s, int64_t row);
/* What the fields do not show: the row that it comes from, and the revision of its text. */
void send_again_complete(const struct send *x, struct send_draft *d);
void send_again_note(struct send *x);
/* The vault is locked: what it had opened for the form goes, with what was changed in it; else
 * a number that was typed, a code, and who logs in. */
void send_again_forget(struct screen *s);
/* The field to which a value that was not kept belongs. */
enum send_field send_again_field(const struct send *x);

/* send_run.c */
bool send_is_running(const struct send *x);
void send_launch(struct screen *s, const struct send_draft *d);
void send_read_row(struct screen *s);
/* The moment that is counted down to, 0: none. */
int64_t send_next_at_ms(const struct send *x);
void send_count_down(struct screen *s);
void send_stop(struct screen *s);
/* The last message once more under its id, if nothing of it left. */
void send_repeat(struct screen *s);
void send_end(struct screen *s);

/* send_ask.c */
void send_ask(struct screen *s);
/* A dialog of this screen was answered. */
void send_answered(struct screen *s, int token);
/* Whether a refusal became a second question. */
bool send_was_questioned(struct screen *s, const struct fault *f);
/* The exact request on a page of its own. */
void send_show_request(struct screen *s);

/* send_flow.c */
void send_flow_toggle(struct screen *s);
/* The row has changed: shows or hides the field for the code, and keeps the seconds running. */
void send_flow_follow(struct screen *s);
/* Compares what the field holds. */
void send_flow_enter(struct screen *s);
/* The send is forgotten, and what was typed with it. */
void send_flow_forget(struct screen *s);
void send_draw_flow(const struct screen *s, struct canvas *c);

/* send_panes.c */
void send_draw(const struct screen *s, struct canvas *c);
/* send_result.c */
void send_draw_timing(const struct screen *s, struct canvas *c);
void send_draw_request(const struct screen *s, struct canvas *c);
void send_draw_answer(const struct screen *s, struct canvas *c);
#endif
