/* SPDX-License-Identifier: MIT */
/* says what was replaced in a pasted event, and what was left out of it */
#include "domain/template_context_impl.h"

#include <stdio.h>
#include <string.h>

#define PATH_BYTES 96

void
template_tell_name(struct text *list, const char *name)
{
	text_append(list, list->size_bytes > 0 ? ", " : "");
	text_append(list, name);
}

/* A name from outside is shown only when it cannot be anything but a name. */
static void
tell_left_out(struct text *list, const char *group, const char *name)
{
	char path[PATH_BYTES] = "";
	size_t size = strlen(name);

	if (size > 40 || strspn(name, "abcdefghijklmnopqrstuvwxyz_") != size)
		name = "others";
	(void)text_copy(path, sizeof(path), group);
	size = strlen(path);
	(void)text_copy(path + size, sizeof(path) - size, size > 0 ? "." : "");
	size = strlen(path);
	(void)text_copy(path + size, sizeof(path) - size, name);
	if (strstr(text_string(list), path) == NULL)
		template_tell_name(list, path);
}

static void
tell_members_left_out(const struct json *event, struct text *list)
{
	char path[PATH_BYTES];
	bool below;

	for (const struct json *i = json_first(event); i != NULL; i = json_next(i)) {
		if (template_event_takes(json_name(i), &below) || strcmp(json_name(i), "text") == 0)
			continue;
		if (!below || !json_is_object(i)) {
			tell_left_out(list, "", json_name(i));
			continue;
		}
		for (const struct json *j = json_first(i); j != NULL; j = json_next(j)) {
			bool deeper;

			(void)snprintf(path, sizeof(path), "%s.%.40s", json_name(i), json_name(j));
			if (!template_event_takes(path, &deeper) && !deeper)
				tell_left_out(list, json_name(i), json_name(j));
		}
	}
}

/* Beside the event, as a hook or a list of test contexts has it, only these say something. */
static void
tell_others_left_out(const struct json *pasted, struct text *list)
{
	static const char *const understood[] = { "recipient", "text",   "expect", "event",
		                                  "context",   "name",   "kind",   "type",
		                                  "locale",    "client", "country" };

	for (const struct json *i = json_first(pasted); i != NULL; i = json_next(i)) {
		bool is_known = false;

		for (size_t j = 0; j < sizeof(understood) / sizeof(understood[0]); j++)
			is_known = is_known || strcmp(json_name(i), understood[j]) == 0;
		if (!is_known)
			tell_left_out(list, "", json_name(i));
	}
}

void
template_event_tell(const struct json *pasted, const struct text *replaced, struct text *told)
{
	struct text left_out;

	text_init(&left_out, 1024);
	tell_members_left_out(template_event_of(pasted), &left_out);
	if (template_event_of(pasted) != pasted)
		tell_others_left_out(pasted, &left_out);
	if (replaced->size_bytes > 0)
		text_append_format(told, "replaced: %s", text_string(replaced));
	if (left_out.size_bytes > 0)
		text_append_format(told, "%sleft out: %s", replaced->size_bytes > 0 ? "; " : "",
		                   text_string(&left_out));
	text_finish(&left_out);
}
