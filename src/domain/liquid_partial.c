/* SPDX-License-Identifier: MIT */
/* include and render: partials, read once for each render */
#include "domain/liquid_eval_impl.h"

#define QUOTED_NAME_MAX 48
#define NO_NAME "expected the name of a template"

/* The name that a FILE or an expression gives. What is no text but true in JavaScript has no bytes
 * and is a mistake when it is looked up, which a loop over nothing never does. */
bool
liquid_partial_name(struct liquid_eval *e, const struct liquid_node *node, struct liquid_slice *out)
{
	const struct liquid_node *file = node + 1;
	struct liquid_value name = liquid_undefined();

	if (node->op == node->op_end && node->end > (uint32_t)(file - e->more->frame->t->nodes) &&
	    file->kind == LIQUID_NODE_FILE) {
		name = liquid_string(file->bytes, file->size_bytes);
		if (file + 1 < liquid_node_end(e, file) &&
		    !liquid_render_capture(e, file + 1, liquid_node_end(e, file), &name))
			return false;
	} else if (!liquid_eval_node(e, node, &name)) {
		return false;
	}
	*out = (struct liquid_slice){ NULL, 0 };
	if (name.type == LIQUID_STRING)
		*out = (struct liquid_slice){ name.bytes, name.count };
	return liquid_is_true_in_js(name) || liquid_fail(e, NO_NAME);
}

/* "./" and "../" begin at the partial that names them, as in LiquidJS's map of templates. */
static bool
is_relative(struct liquid_slice name)
{
	return (name.size_bytes >= 2 && memcmp(name.bytes, "./", 2) == 0) ||
	       (name.size_bytes >= 3 && memcmp(name.bytes, "../", 3) == 0);
}

/* A path that is put together. LiquidJS has a list of steps: without any, the next step has no
 * slash in front, but behind the empty step that is the folder of "name" it has one. */
struct path {
	char *bytes;
	size_t size_bytes;
	bool has_steps;
};

static void
drop_step(struct path *p)
{
	size_t size = p->size_bytes;

	if (size == 0)
		return;
	while (size > 0 && p->bytes[size - 1] != '/')
		size--;
	p->has_steps = size > 0;
	p->size_bytes = size > 0 ? size - 1 : 0;
}

static void
add_step(struct path *p, struct liquid_slice step)
{
	if (step.size_bytes == 0 || liquid_slice_is(step, "."))
		return;
	if (liquid_slice_is(step, "..")) {
		drop_step(p);
		return;
	}
	if (p->has_steps)
		p->bytes[p->size_bytes++] = '/';
	memcpy(p->bytes + p->size_bytes, step.bytes, step.size_bytes);
	p->size_bytes += step.size_bytes;
	p->has_steps = true;
}

static bool
resolve(struct liquid_eval *e, struct liquid_slice name, const char **out)
{
	const char *from = e->more->frame->name;
	struct path path = { NULL, strlen(from), true };
	const char *end = name.bytes + name.size_bytes;

	path.bytes = liquid_alloc(e, path.size_bytes + name.size_bytes + 2);
	if (path.bytes == NULL)
		return false;
	memcpy(path.bytes, from, path.size_bytes);
	drop_step(&path);
	path.has_steps = true;
	while (name.bytes < end) {
		const char *slash = memchr(name.bytes, '/', (size_t)(end - name.bytes));
		const char *stop = slash != NULL ? slash : end;

		name.size_bytes = (size_t)(stop - name.bytes);
		add_step(&path, name);
		name.bytes = stop + (slash != NULL);
	}
	path.bytes[path.size_bytes] = '\0';
	*out = path.bytes;
	return true;
}

static struct liquid_partial *
find_read(const struct liquid_state *s, const char *name)
{
	struct liquid_partial *partial = s->partials;

	while (partial != NULL && strcmp(partial->name, name) != 0)
		partial = partial->next;
	return partial;
}

static struct liquid_value *
make_cache(struct liquid_eval *e, const struct liquid *t)
{
	struct liquid_value *cache = liquid_alloc(e, (t->symbol_count + 1) * sizeof(*cache));

	for (uint32_t i = 0; cache != NULL && i < t->symbol_count; i++)
		cache[i] = liquid_scope_unknown();
	return cache;
}

/* A mistake in a partial has its own place and name. */
static bool
fail_in(struct liquid_eval *e, const char *name, const struct fault *f)
{
	const char *message = liquid_place_of(f, &e->more->place);

	e->more->place_name = name;
	return liquid_fail(e, "%s", message);
}

/* Parses a partial and remembers it; *out stays NULL when there is none of the name. */
static bool
read_partial(struct liquid_eval *e, const char *name, struct liquid_partial **out)
{
	struct liquid_partial *partial = liquid_alloc(e, sizeof(*partial));
	const char *source;
	size_t size;
	struct fault f;

	if (partial == NULL || !liquid_charge(e, 1))
		return false;
	if (e->run->partial == NULL ||
	    !e->run->partial(e->run->partial_context, name, &source, &size))
		return true;
	if (!liquid_charge_bytes(e, 16 * size))
		return false;
	*partial = (struct liquid_partial){ e->more->partials, name, NULL, NULL };
	if (liquid_create(source, size, &partial->t, &f) != ST_OK)
		return fail_in(e, name, &f);
	e->more->partials = partial;
	e->more->kept++;
	if (partial->t->block_bytes > e->arena.left_bytes)
		return liquid_fail_large(e, "the partials take more than %zu KiB of memory",
		                         LIQUID_MEMORY_MAX / 1024);
	e->arena.left_bytes -= partial->t->block_bytes;
	partial->cache = make_cache(e, partial->t);
	*out = partial;
	return partial->cache != NULL;
}

static bool
find_partial(struct liquid_eval *e, const char *name, struct liquid_partial **out)
{
	*out = find_read(e->more, name);
	return *out != NULL || read_partial(e, name, out);
}

bool
liquid_partial_frame(struct liquid_eval *e, struct liquid_slice name, struct liquid_frame *out)
{
	struct liquid_partial *partial = NULL;
	const char *path = NULL;

	if (name.bytes == NULL)
		return liquid_fail(e, NO_NAME);
	char *plain = liquid_alloc(e, name.size_bytes + 1);

	if (plain == NULL)
		return false;
	memcpy(plain, name.bytes, name.size_bytes);
	plain[name.size_bytes] = '\0';
	if (is_relative(name) && e->more->frame->name != NULL)
		if (!resolve(e, name, &path) || !find_partial(e, path, &partial))
			return false;
	if (partial == NULL && memchr(name.bytes, '\0', name.size_bytes) == NULL &&
	    !find_partial(e, plain, &partial))
		return false;
	if (partial == NULL)
		return liquid_fail(e, "there is no template \"%.*s\"",
		                   name.size_bytes < QUOTED_NAME_MAX ? (int)name.size_bytes
		                                                     : QUOTED_NAME_MAX,
		                   plain);
	*out = (struct liquid_frame){ partial->t, partial->name, partial->cache,
		                      ++e->more->instances };
	return true;
}

void
liquid_partial_finish(struct liquid_eval *e)
{
	for (struct liquid_partial *at = e->more->partials; at != NULL; at = at->next)
		liquid_destroy(at->t);
	e->more->partials = NULL;
}

/* Renders a partial. Blocks that it fills may be rendered later, so its frame outlives it. */
static bool
render_frame(struct liquid_eval *e, const struct liquid_frame *frame)
{
	struct liquid_state *s = e->more;
	const struct liquid_frame *before = s->frame;
	struct liquid_frame *copy = liquid_alloc(e, sizeof(*copy));

	if (copy == NULL)
		return false;
	*copy = *frame;
	s->frame = copy;
	if (!liquid_render_list(e, copy->t->nodes, copy->t->nodes + copy->t->node_count))
		return false;
	s->frame = before;
	return true;
}

static const struct liquid_node *
find_child(const struct liquid_eval *e, const struct liquid_node *node, enum liquid_node_kind kind)
{
	const struct liquid_node *end = liquid_node_end(e, node);
	const struct liquid_node *found = NULL;

	for (const struct liquid_node *at = node + 1; at < end; at = liquid_node_end(e, at))
		if (at->kind == kind)
			found = at;
	return found;
}

/* Without a name: no bytes. */
static struct liquid_slice
alias_of(const struct liquid_eval *e, const struct liquid_node *binding)
{
	if (binding + 1 == liquid_node_end(e, binding))
		return (struct liquid_slice){ NULL, 0 };
	return liquid_node_name(binding + 1);
}

/* The last "with" or "for" counts; without a name of its own it goes by the partial's. */
static bool
set_with(struct liquid_eval *e, const struct liquid_node *node, struct liquid_slice name,
         struct liquid_scope *scope)
{
	const struct liquid_node *with = find_child(e, node, LIQUID_NODE_WITH);
	struct liquid_value value;

	if (with == NULL)
		return true;
	struct liquid_slice alias = alias_of(e, with);
	if (alias.size_bytes > 0)
		name = alias;
	return liquid_eval_node(e, with, &value) && liquid_scope_add(e, scope, name, value);
}

bool
liquid_partial_include(struct liquid_eval *e, const struct liquid_node *node)
{
	struct liquid_context *c = e->more->context;
	struct liquid_scope scope = { c->top, NULL };
	struct liquid_named_fill *fills = c->fills;
	bool stores_blocks = c->stores_blocks;
	struct liquid_frame frame;
	struct liquid_slice name;

	if (!liquid_partial_name(e, node, &name) || !liquid_eval_args(e, node, &scope) ||
	    !set_with(e, node, name, &scope) || !liquid_partial_frame(e, name, &frame))
		return false;
	c->fills = NULL;
	c->stores_blocks = false;
	c->top = &scope;
	if (!render_frame(e, &frame))
		return false;
	c->top = scope.below;
	c->fills = fills;
	c->stores_blocks = stores_blocks;
	return true;
}

/* "for value as name": the partial once for each item, with a forloop. */
static bool
render_each(struct liquid_eval *e, const struct liquid_node *each, struct liquid_slice name,
            struct liquid_value collection)
{
	struct liquid_context *c = e->more->context;
	struct liquid_slice item = alias_of(e, each);
	struct liquid_loop *loop = liquid_alloc(e, sizeof(*loop));
	struct liquid_value drop = { LIQUID_LOOP, 0, { .loop = loop } };
	struct liquid_frame frame;

	if (item.bytes == NULL)
		item = (struct liquid_slice){ "undefined", 9 };
	if (loop == NULL)
		return false;
	*loop = (struct liquid_loop){ .length = collection.count,
		                      .variable = item,
		                      .collection = liquid_node_name(each) };
	if (!liquid_scope_add(e, &c->bottom, (struct liquid_slice){ "forloop", 7 }, drop))
		return false;
	for (size_t i = 0; i < collection.count; i++, loop->i++)
		if (!liquid_loop_turn(e) ||
		    !liquid_scope_add(e, &c->bottom, item, liquid_loop_item(collection, i)) ||
		    !liquid_partial_frame(e, name, &frame) || !render_frame(e, &frame))
			return false;
	return true;
}

static bool
render_once(struct liquid_eval *e, struct liquid_slice name)
{
	struct liquid_frame frame;

	return liquid_partial_frame(e, name, &frame) && render_frame(e, &frame);
}

/* A rendered partial sees nothing but what it is given, and leaves nothing behind. */
bool
liquid_partial_render(struct liquid_eval *e, const struct liquid_node *node)
{
	struct liquid_state *s = e->more;
	struct liquid_context *before = s->context;
	struct liquid_context *own = liquid_alloc(e, sizeof(*own));
	const struct liquid_node *each = find_child(e, node, LIQUID_NODE_EACH);
	struct liquid_value collection = liquid_undefined();
	struct liquid_slice name;

	if (own == NULL)
		return false;
	memset(own, 0, sizeof(*own));
	own->top = &own->bottom;
	if (!liquid_partial_name(e, node, &name) || !liquid_eval_args(e, node, &own->bottom) ||
	    !set_with(e, node, name, &own->bottom))
		return false;
	if (each != NULL && (!liquid_eval_node(e, each, &collection) ||
	                     !liquid_loop_collection(e, collection, &collection)))
		return false;
	s->context = own;
	if (!(each != NULL ? render_each(e, each, name, collection) : render_once(e, name)))
		return false;
	s->context = before;
	return true;
}
