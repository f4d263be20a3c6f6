/* SPDX-License-Identifier: MIT */
/* variables of a template: scopes, counters, and members of the data */
#include "domain/liquid_eval_impl.h"

#define VARS_PER_UNIT 4

/* The variable in a list, or NULL; *seen counts what was compared. */
static struct liquid_var *
find_var(struct liquid_var *vars, struct liquid_slice name, size_t *seen)
{
	for (; vars != NULL; vars = vars->next) {
		*seen += 1;
		if (liquid_same(vars->name, name))
			return vars;
	}
	return NULL;
}

static struct liquid_var *
find_set(struct liquid_eval *e, struct liquid_slice name)
{
	struct liquid_context *c = e->more->context;
	struct liquid_var *var = NULL;
	size_t seen = 0;

	for (struct liquid_scope *s = c->top; s != NULL && var == NULL; s = s->below)
		var = find_var(s->vars, name, &seen);
	if (var == NULL)
		var = find_var(c->counters, name, &seen);
	e->work_left -= (int64_t)(seen / VARS_PER_UNIT);
	return var;
}

/* LiquidJS looks for a name that nobody has in an empty object, whose size is 0. */
static struct liquid_value
value_of_nobody(struct liquid_slice name)
{
	if (liquid_slice_is(name, "size"))
		return liquid_number(0);
	return liquid_undefined();
}

static struct liquid_value
find_in_data(struct liquid_eval *e, struct liquid_slice name)
{
	size_t seen = 0;
	const struct json *node =
		json_member_counted(e->more->context->data, name.bytes, name.size_bytes, &seen);

	e->work_left -= (int64_t)(seen / VARS_PER_UNIT);
	return node != NULL ? liquid_from_json(node) : value_of_nobody(name);
}

const struct liquid_value *
liquid_scope_fill(struct liquid_eval *e, struct liquid_slice name, struct liquid_value *at)
{
	if (at->type == LIQUID_UNDEFINED && at->count == LIQUID_UNKNOWN)
		*at = find_in_data(e, name);
	return liquid_charge(e, 0) ? at : NULL;
}

const struct liquid_value *
liquid_scope_find(struct liquid_eval *e, struct liquid_slice name, uint16_t symbol,
                  struct liquid_value *room)
{
	const struct liquid_context *c = e->more->context;
	struct liquid_value *cache = e->more->frame->cache;
	struct liquid_var *var = NULL;

	if (c->top->below != NULL || c->top->vars != NULL || c->counters != NULL)
		var = find_set(e, name);

	if (var != NULL)
		return &var->value;
	if (cache != NULL && symbol != LIQUID_NO_SYMBOL && c->data != NULL)
		return liquid_scope_fill(e, name, cache + symbol);
	*room = liquid_scope_unknown();
	return liquid_scope_fill(e, name, room);
}

bool
liquid_scope_add(struct liquid_eval *e, struct liquid_scope *scope, struct liquid_slice name,
                 struct liquid_value value)
{
	size_t seen = 0;
	struct liquid_var *var = find_var(scope->vars, name, &seen);

	if (var == NULL) {
		var = liquid_alloc(e, sizeof(*var));
		if (var == NULL)
			return false;
		var->next = scope->vars;
		var->name = name;
		scope->vars = var;
		e->more->kept++;
	}
	/* Others do not point into the arena. */
	e->more->kept += value.type >= LIQUID_STRING;
	var->value = value;
	return liquid_charge(e, seen / VARS_PER_UNIT);
}

bool
liquid_scope_set(struct liquid_eval *e, struct liquid_slice name, struct liquid_value value)
{
	return liquid_scope_add(e, &e->more->context->bottom, name, value);
}

bool
liquid_scope_count(struct liquid_eval *e, struct liquid_slice name, bool goes_down, double *out)
{
	struct liquid_context *c = e->more->context;
	struct liquid_scope counters = { NULL, c->counters };
	size_t seen = 0;
	struct liquid_var *var = find_var(c->counters, name, &seen);
	double now = 0;

	if (var != NULL)
		now = var->value.number;
	else
		(void)json_number(json_member_counted(c->data, name.bytes, name.size_bytes, &seen),
		                  &now);
	*out = goes_down ? now - 1 : now;
	if (!liquid_scope_add(e, &counters, name, liquid_number(goes_down ? now - 1 : now + 1)))
		return false;
	c->counters = counters.vars;
	return true;
}
