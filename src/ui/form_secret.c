/* SPDX-License-Identifier: MIT */
/* a field whose bytes stay in guarded memory and are drawn as stars */
#include "ui/form.h"

#include <string.h>

#include "base/text.h"
#include "ui/form_impl.h"

void
form_set_secret(struct form_field *field, struct secret *secret)
{
	secret_destroy(field->secret);
	field->secret = secret;
}

void
form_wipe(struct form *fm)
{
	for (size_t i = 0; i < fm->count; i++)
		form_set_secret(&fm->fields[i], NULL);
}

bool
form_secret_insert(struct form_field *field, const char *source)
{
	bool whole = true;

	if (!field->secret)
		field->secret = secret_create(NULL, 0);
	for (; *source && whole; source++)
		whole = secret_append_byte(field->secret, (unsigned char)*source);
	return whole;
}

bool
form_secret_key(struct form_field *field, const char *key, bool *changed)
{
	bool all = strcmp(key, "C-u") == 0 || strcmp(key, "C-w") == 0;

	if (!all && strcmp(key, "Backspace") != 0)
		return strcmp(key, "Left") == 0 || strcmp(key, "Right") == 0;
	*changed = secret_is_set(field->secret);
	if (*changed && !all)
		secret_drop_byte(field->secret);
	if (all || !secret_is_set(field->secret))
		form_set_secret(field, NULL);
	return true;
}

/* While it is typed no last four stand there: letter by letter they would spell all of it. */
void
form_secret_write(const struct form_field *field, bool focus, int room, struct text *out)
{
	char last_four[5] = "";
	size_t stars = secret_size_bytes(field->secret);

	if (!focus && field->secret)
		secret_last_four(field->secret, last_four);
	stars -= strlen(last_four);
	if (room < 8)
		room = 8;
	if (stars > (size_t)room - 5)
		stars = (size_t)room - 5;
	for (size_t i = 0; i < stars; i++)
		text_append(out, "*");
	text_append(out, last_four);
}
