/* SPDX-License-Identifier: MIT */
/* the fields of the account form, and what is wrong beside them */
#include <stdio.h>
#include <string.h>

#include "ui/console.h"
#include "ui/screens/account_impl.h"

#define LEFT_OUT "left out: what is no visible text, or more than the field holds"

static const char *const environments[] = { "staging", "production", "sandbox", NULL };
static const char *const versions[] = { "3", "2", NULL };

bool
account_setting_of(size_t field, enum profile_setting *out)
{
	if (field == ACCOUNT_URL || field == ACCOUNT_SENDER) {
		*out = field == ACCOUNT_URL ? PROFILE_BASE_URL : PROFILE_SENDER;
		return true;
	}
	if (field < ACCOUNT_SETTINGS || field >= ACCOUNT_FIELD_COUNT)
		return false;
	size_t at = ACCOUNT_SETTINGS;
	for (int i = 0; i < PROFILE_SETTING_COUNT; i++) {
		if (i == PROFILE_BASE_URL || i == PROFILE_SENDER)
			continue;
		*out = (enum profile_setting)i;
		if (at++ == field)
			return true;
	}
	return false;
}

static void
fill_setting(struct account *x, size_t field, enum profile_setting setting)
{
	x->fields[field] = (struct form_field){
		.label = profile_setting_key(setting),
		.limit_bytes = PROFILE_VALUE_BYTES - 1,
		.hidden = setting == PROFILE_SANDBOX_SPEED &&
		          x->before.environment != PROFILE_SANDBOX,
	};
	if (setting == PROFILE_API_VERSION) {
		x->fields[field].kind = FORM_CHOICE;
		x->fields[field].choices = versions;
	}
	form_set(&x->fields[field], profile_get(&x->before, setting));
	x->fields[field].cursor = strlen(x->fields[field].value);
}

static void
fill_secret(struct account *x, size_t field, const char *name, const char *none)
{
	const struct secret_info *info = setup_find_secret(&x->secrets, name);
	char masked[SHOW_BYTES];

	form_set_secret(&x->fields[field], NULL);
	x->fields[field] = (struct form_field){ .label = name, .kind = FORM_SECRET };
	if (info)
		setup_write_masked(info, masked);
	form_set(&x->fields[field], info ? masked : none);
}

void
account_form_fill(struct screen *s)
{
	struct account *x = s->state;
	size_t focus = x->form.focus;
	enum profile_setting setting;

	x->fields[ACCOUNT_NAME] = (struct form_field){
		.label = "Profile",
		.limit_bytes = PROFILE_NAME_BYTES - 1,
		.hidden = !x->is_new,
	};
	form_set(&x->fields[ACCOUNT_NAME], x->before.name);
	x->is_suggested = x->is_new;
	x->fields[ACCOUNT_ENVIRONMENT] = (struct form_field){
		.label = "Environment",
		.kind = FORM_CHOICE,
		.choices = environments,
		.hidden = !x->is_new,
	};
	form_set(&x->fields[ACCOUNT_ENVIRONMENT], profile_environment_word(x->before.environment));
	fill_secret(x, ACCOUNT_KEY, "API_KEY", "none yet: paste it here");
	fill_secret(x, ACCOUNT_LOGS_KEY, "API_KEY_LOGS", "optional: a key for the log only");
	for (size_t i = 0; i < ACCOUNT_FIELD_COUNT; i++)
		if (account_setting_of(i, &setting))
			fill_setting(x, i, setting);
	x->fields[ACCOUNT_BUTTON] =
		(struct form_field){ .label = "Save (F2)", .kind = FORM_BUTTON };
	x->form = (struct form){ .fields = x->fields, .count = ACCOUNT_FIELD_COUNT };
	x->form.focus = focus > 0 ? focus : x->is_new ? ACCOUNT_NAME : ACCOUNT_URL;
}

/* --- Reading the fields --------------------------------------------------------------------- */

static void
blame(struct account *x, size_t field, const char *cause)
{
	form_note(&x->fields[field], ROLE_FAILURE, cause);
	if (x->faulty == ACCOUNT_FIELD_COUNT)
		x->faulty = field;
}

/* A new profile's name and environment decide what its settings may be. */
static void
read_head(struct account *x)
{
	enum profile_environment environment = PROFILE_STAGING;
	struct profile made = x->before;
	struct fault f = { 0 };

	x->after = x->before;
	if (!x->is_new)
		return;
	profile_environment_from_word(x->fields[ACCOUNT_ENVIRONMENT].value, &environment);
	if (profile_make(x->fields[ACCOUNT_NAME].value, environment, &made, &f) != ST_OK) {
		blame(x, ACCOUNT_NAME, f.cause);
		/* The other fields are judged all the same. */
		if (profile_make("new", environment, &made, &f) != ST_OK)
			return;
	}
	x->after = made;
	x->before.environment = environment;
}

static void
read_setting(struct account *x, size_t field, enum profile_setting setting)
{
	struct fault f = { 0 };

	if (field == x->form.focus)
		form_note(&x->fields[field], ROLE_DIM, profile_setting_help(setting));
	/* What is stored stays acceptable, even where a later version would not take it. */
	if (strcmp(x->fields[field].value, profile_get(&x->before, setting)) == 0)
		text_copy(x->after.values[setting], sizeof(x->after.values[setting]),
		          x->fields[field].value);
	else if (profile_set(&x->after, setting, x->fields[field].value, &f) != ST_OK ||
	         (setting == PROFILE_BASE_URL && profile_check_key_host(&x->after, &f) != ST_OK))
		blame(x, field, f.cause);
}

static void
note_secret(struct screen *s, size_t field, const char *name)
{
	struct account *x = s->state;
	const struct secret_info *info = setup_find_secret(&x->secrets, name);
	char note[FORM_NOTE_BYTES];
	char age[SHOW_BYTES];

	if (secret_is_set(x->fields[field].secret)) {
		if (x->form.focus != field)
			setup_note_typed(s, &x->fields[field], &x->before);
		return;
	}
	if (!info)
		return;
	setup_write_age(info->changed_at_ms, age);
	snprintf(note, sizeof(note), "%sfingerprint %s, %.20s",
	         info->refused_at_ms ? "[FAIL] refused by the provider, " : "", info->fingerprint,
	         age);
	form_note(&x->fields[field], info->refused_at_ms ? ROLE_FAILURE : ROLE_DIM, note);
}

/* A key goes only to the host that it was entered for, so another one wants it entered anew. */
static bool
leaves_key_behind(const struct account *x)
{
	struct profile_url before;
	struct profile_url after;
	struct fault ignored = { 0 };

	if (!setup_find_secret(&x->secrets, "API_KEY") ||
	    secret_is_set(x->fields[ACCOUNT_KEY].secret))
		return false;
	return profile_url_parse(profile_get(&x->before, PROFILE_BASE_URL), &before, &ignored) ==
	               ST_OK &&
	       profile_url_parse(profile_get(&x->after, PROFILE_BASE_URL), &after, &ignored) ==
	               ST_OK &&
	       strcmp(before.host, after.host) != 0;
}

/* What no key may go to is nothing to suggest. */
static bool
suggest_address(struct account *x, const char *typed)
{
	struct profile_url url;
	struct fault ignored = { 0 };

	if (typed[0] && profile_url_repair(typed, x->suggestion, &x->suggested) &&
	    profile_url_parse(x->suggestion, &url, &ignored) == ST_OK &&
	    profile_host_may_have_key(&url))
		return true;
	x->suggestion[0] = '\0';
	return false;
}

static void
note_address(struct screen *s)
{
	struct account *x = s->state;
	struct form_field *field = &x->fields[ACCOUNT_URL];
	char note[FORM_NOTE_BYTES];
	char key[SHOW_BYTES];

	if (suggest_address(x, field->value)) {
		show_key(s, CMD_FORM_REPAIR, form_is_typing(&x->form), key);
		bool wrong = field->note_role == ROLE_FAILURE;
		snprintf(note, sizeof(note), "%.8s takes %.80s%s%.60s", key, x->suggestion,
		         wrong ? ": " : "", wrong ? field->note : "");
		form_note(field, wrong ? ROLE_FAILURE : ROLE_WAITING, note);
	} else if (leaves_key_behind(x)) {
		form_note(field, ROLE_WAITING, "[!!] enter the key anew for it");
	}
}

void
account_form_review(struct screen *s)
{
	struct account *x = s->state;
	enum profile_setting setting;

	for (size_t i = 0; i < ACCOUNT_FIELD_COUNT; i++)
		form_note(&x->fields[i], ROLE_PLAIN, "");
	x->faulty = ACCOUNT_FIELD_COUNT;
	read_head(x);
	for (size_t i = 0; i < ACCOUNT_FIELD_COUNT; i++)
		if (account_setting_of(i, &setting))
			read_setting(x, i, setting);
	note_secret(s, ACCOUNT_KEY, "API_KEY");
	note_secret(s, ACCOUNT_LOGS_KEY, "API_KEY_LOGS");
	note_address(s);
	console_mark_dirty(s->console);
}

bool
account_form_repair(struct screen *s)
{
	struct account *x = s->state;

	if (!x->suggestion[0])
		return false;
	form_set(&x->fields[ACCOUNT_URL], x->suggestion);
	console_say(s->console, ROLE_INFO, "the address is changed; nothing is saved until F2");
	x->outdated = true;
	account_form_review(s);
	return true;
}

/* --- Typing and pasting ---------------------------------------------------------------------- */

/* A paste comes in pieces, and is judged as a whole. */
static void
keep_piece(struct account *x, const char *piece)
{
	size_t size = strlen(x->pasted);

	if (x->paste_timer == 0) {
		x->paste_lost = false;
		x->pasted[0] = '\0';
		size = 0;
	}
	if (size + strlen(piece) < sizeof(x->pasted) &&
	    (size > 0 || x->fields[ACCOUNT_URL].value[0] == '\0'))
		text_copy(x->pasted + size, sizeof(x->pasted) - size, piece);
}

void
account_form_type(struct screen *s, const struct event *ev)
{
	struct account *x = s->state;
	bool address = ev->pasted && x->form.focus == ACCOUNT_URL;

	if (x->is_suggested && x->form.focus == ACCOUNT_NAME) {
		form_set(&x->fields[ACCOUNT_NAME], "");
		x->is_suggested = false;
	}
	if (address)
		keep_piece(x, ev->text);
	if (form_insert(&x->form, ev->text))
		return;
	if (address)
		x->paste_lost = true;
	else
		console_say(s->console, ROLE_WAITING, LEFT_OUT);
}

/* What changed in words, with what stands around them. */
static void
tell_changes(struct screen *s, const char *head, unsigned changed, const char *tail)
{
	struct text words;

	text_init(&words, 256);
	profile_url_describe(changed, &words);
	console_say(s->console, ROLE_WAITING, "%s: %s%s", head, text_string(&words), tail);
	text_finish(&words);
}

static bool
take_pasted(struct screen *s)
{
	struct account *x = s->state;
	struct form_field *field = &x->fields[ACCOUNT_URL];
	char meant[PROFILE_VALUE_BYTES];
	unsigned changed = 0;

	if (!x->pasted[0] || !profile_url_repair(x->pasted, meant, &changed) ||
	    (changed & ~(unsigned)PROFILE_URL_HARMLESS) != 0)
		return false;
	form_set(field, meant);
	field->cursor = strlen(meant);
	tell_changes(s, "paste fixed", changed, ". Nothing is saved until F2.");
	return true;
}

void
account_form_end_paste(struct screen *s)
{
	struct account *x = s->state;
	char head[SHOW_BYTES + PROFILE_VALUE_BYTES];
	char key[SHOW_BYTES];

	if (!x->pasted[0] && !x->paste_lost)
		return;
	bool taken = take_pasted(s);
	account_form_review(s);
	if (!taken && x->suggestion[0]) {
		show_key(s, CMD_FORM_REPAIR, true, key);
		snprintf(head, sizeof(head), "%.8s takes %.80s", key, x->suggestion);
		tell_changes(s, head, x->suggested, "");
	} else if (!taken && x->paste_lost)
		console_say(s->console, ROLE_WAITING, LEFT_OUT);
	x->pasted[0] = '\0';
	x->paste_lost = false;
}

bool
account_is_edited(const struct account *x)
{
	enum profile_setting setting;

	if (secret_is_set(x->fields[ACCOUNT_KEY].secret) ||
	    secret_is_set(x->fields[ACCOUNT_LOGS_KEY].secret) ||
	    strcmp(x->fields[ACCOUNT_NAME].value, x->before.name) != 0)
		return true;
	for (size_t i = 0; i < ACCOUNT_FIELD_COUNT; i++)
		if (account_setting_of(i, &setting) &&
		    strcmp(x->fields[i].value, profile_get(&x->before, setting)) != 0)
			return true;
	return false;
}
