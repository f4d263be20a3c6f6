/* SPDX-License-Identifier: MIT */
/* the filters by name, and the one for what is missing */
#include "domain/liquid_filters_impl.h"

#include <string.h>

#define ROW(name, function) { name, liquid_filter_##function },
static const struct liquid_filter filters[] = { LIQUID_FILTERS(ROW) };
#undef ROW

const struct liquid_filter *
liquid_filter_find(const char *name, size_t name_bytes)
{
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
		if (filters[i].name[0] == name[0] &&
		    strncmp(filters[i].name, name, name_bytes) == 0 &&
		    filters[i].name[name_bytes] == '\0')
			return &filters[i];
	return NULL;
}

static bool
is_named(struct liquid_value name, const char *words)
{
	return name.type == LIQUID_STRING && name.count == strlen(words) &&
	       memcmp(name.bytes, words, name.count) == 0;
}

/* Whether a named argument behind the first lets false stand. LiquidJS makes a map of all of
 * them and fails when one is not a pair. */
static bool
allows_false(struct liquid_eval *e, const struct liquid_call *call, bool *out)
{
	*out = false;
	for (size_t i = 1; i < call->arg_count; i++) {
		struct liquid_value arg = call->args[i];
		const struct liquid_value *pair;
		size_t count;

		if (arg.type == LIQUID_UNDEFINED || arg.type == LIQUID_NULL ||
		    arg.type == LIQUID_BOOL || arg.type == LIQUID_NUMBER ||
		    arg.type == LIQUID_STRING)
			return liquid_fail(e, "default takes one value and allow_false");
		if (!liquid_is_array(arg))
			continue;
		if (!liquid_items(e, arg, &pair, &count))
			return false;
		if (count > 0 && is_named(pair[0], "allow_false"))
			*out = count > 1 && liquid_is_true_in_js(pair[1]);
	}
	return true;
}

bool
liquid_filter_default(struct liquid_eval *e, const struct liquid_call *call,
                      struct liquid_value *out)
{
	struct liquid_value v;
	bool stays;

	if (!liquid_plain(e, call->input, &v))
		return false;
	if (v.type == LIQUID_STRING || v.type == LIQUID_ARRAY || v.type == LIQUID_RANGE)
		stays = v.count > 0;
	else if (v.type == LIQUID_LIST)
		stays = json_count(v.node) > 0;
	else if (v.type == LIQUID_BOOL && !v.truth) {
		if (!allows_false(e, call, &stays))
			return false;
	} else
		stays = !liquid_is_nil(v);
	*out = stays ? v : liquid_arg(call, 0);
	return true;
}
