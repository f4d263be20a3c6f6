/* SPDX-License-Identifier: MIT */
/* how the screens of the setup show a profile and a secret */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ui/console.h"
#include "ui/screens/setup_impl.h"

#define NAME_COLS 22
#define VALUE_COLS 13
#define FINGERPRINT_COLS 12
#define MINUTE_MS 60000LL
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

enum role
setup_environment_role(enum profile_environment environment)
{
	switch (environment) {
	case PROFILE_PRODUCTION: return ROLE_PRODUCTION;
	case PROFILE_STAGING: return ROLE_STAGING;
	default: return ROLE_SANDBOX;
	}
}

int
setup_put_mark(struct canvas *c, int row, int column, const struct profile *p)
{
	return canvas_put_format(c, row, column, setup_environment_role(p->environment), "[%s]",
	                         profile_environment_mark(p->environment));
}

void
setup_read_names(const char *text, char profile[PROFILE_NAME_BYTES], char secret[SECRET_NAME_BYTES])
{
	size_t size = text ? strcspn(text, " ") : 0;

	profile[0] = '\0';
	secret[0] = '\0';
	if (!text)
		return;
	text_copy(profile, size < PROFILE_NAME_BYTES ? size + 1 : PROFILE_NAME_BYTES, text);
	if (text[size] == ' ')
		text_copy(secret, SECRET_NAME_BYTES, text + size + 1);
}

void
setup_tell_waiting(const struct screen *s, const struct profile *p, const char *name,
                   char out[SETUP_WAITING_BYTES])
{
	struct fault ignored = { 0 };
	int64_t waiting = 0;

	if (setup_count_waiting(s->session, p, name, &waiting, &ignored) != ST_OK)
		waiting = 0;
	setup_write_waiting(waiting, name, out);
}

void
setup_write_age(int64_t at_ms, char out[SHOW_BYTES])
{
	long long age_ms = clock_now_ms() - at_ms;

	if (age_ms < MINUTE_MS)
		snprintf(out, SHOW_BYTES, "new");
	else if (age_ms < HOUR_MS)
		snprintf(out, SHOW_BYTES, "%lld min", age_ms / MINUTE_MS);
	else if (age_ms < DAY_MS)
		snprintf(out, SHOW_BYTES, "%lld h", age_ms / HOUR_MS);
	else
		snprintf(out, SHOW_BYTES, "%lld d", age_ms / DAY_MS);
}

/* As many stars for each, so that they do not tell how long a value is. */
void
setup_write_masked(const struct secret_info *info, char out[SHOW_BYTES])
{
	snprintf(out, SHOW_BYTES, "********%s", info->last_four);
}

void
setup_finish_secrets(struct setup_secrets *secrets)
{
	mem_free(secrets->items);
	*secrets = (struct setup_secrets){ 0 };
}

void
setup_read_secrets(struct screen *s, const struct profile *p, struct setup_secrets *secrets)
{
	struct fault ignored = { 0 };

	setup_finish_secrets(secrets);
	secrets->known = setup_list_secrets_of(s->session, p, &secrets->items, &secrets->count,
	                                       &ignored) == ST_OK;
}

const struct secret_info *
setup_find_secret(const struct setup_secrets *secrets, const char *name)
{
	for (size_t i = 0; i < secrets->count; i++)
		if (strcmp(secrets->items[i].name, name) == 0)
			return &secrets->items[i];
	return NULL;
}

void
setup_draw_secret(const struct secret_info *info, bool selected, struct canvas *row)
{
	enum role role = selected ? ROLE_SELECTED : ROLE_PLAIN;
	char text[SHOW_BYTES];

	canvas_put_fitted(row, 0, 0, NAME_COLS - 1, selected ? role : ROLE_STRONG, info->name);
	setup_write_masked(info, text);
	canvas_put_text(row, 0, NAME_COLS, role, text);
	canvas_put_text(row, 0, NAME_COLS + VALUE_COLS, role, info->fingerprint);
	setup_write_age(info->changed_at_ms, text);
	int column = canvas_put_text(row, 0, NAME_COLS + VALUE_COLS + FINGERPRINT_COLS, role, text);
	if (info->refused_at_ms)
		canvas_put_text(row, 0, column + 2, selected ? role : ROLE_FAILURE,
		                "[FAIL] refused by the provider");
}

void
setup_say_removed(struct screen *s, unsigned removed, const char *what)
{
	struct text words;
	const char *part;
	const char *between = "";

	if (removed == 0)
		return;
	text_init(&words, SHOW_BYTES);
	for (unsigned bit = 1; (part = secret_cleaning_words(bit)) != NULL; bit <<= 1) {
		if ((removed & bit) == 0)
			continue;
		removed &= ~bit;
		text_append_format(&words, "%s%s", between, part);
		/* One bit is left: its words are the last. */
		between = secret_cleaning_words(removed) ? " and " : ", ";
	}
	console_say(s->console, ROLE_WAITING, "paste fixed: removed %s%s", text_string(&words),
	            what);
	text_finish(&words);
}
