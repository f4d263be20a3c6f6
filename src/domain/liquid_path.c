/* SPDX-License-Identifier: MIT */
/* names of a template with their members and indexes: "user.names[0]" */
#include "domain/liquid_parse_impl.h"
#include "domain/liquid_use_impl.h"

#define PATH_NAME_MAX 128

/* The names of a path as far as they are literal, for liquid_visit; NULL: nobody asks. */
struct path {
	char name[PATH_NAME_MAX];
	size_t size_bytes;
	bool is_literal;
};

static void
add_name(struct path *path, struct liquid_slice name)
{
	if (path == NULL)
		return;

	size_t dot = path->size_bytes > 0;

	path->is_literal &= path->size_bytes + dot + name.size_bytes < PATH_NAME_MAX;
	if (!path->is_literal)
		return;
	if (dot)
		path->name[path->size_bytes++] = '.';
	memcpy(path->name + path->size_bytes, name.bytes, name.size_bytes);
	path->size_bytes += name.size_bytes;
}

static bool
emit(struct liquid_parser *p, const struct liquid_reader *r, struct liquid_op op)
{
	return liquid_emit_op(p, op) || liquid_emit_wrong(p, r->at, "the expression is too long");
}

static bool
emit_name(struct liquid_parser *p, struct liquid_reader *r, struct liquid_slice name, bool begins)
{
	struct liquid_op op = {
		LIQUID_OP_MEMBER, 0, (uint32_t)name.size_bytes, { .bytes = name.bytes }
	};

	if (begins) {
		op.code = LIQUID_OP_NAME;
		op.extra = liquid_emit_symbol(p, name);
	}
	return emit(p, r, op);
}

/* Behind a [: a value (without one, a member without a name), whatever else there is, and a ]. A
 * quoted name is as good as a plain one. */
static bool
read_index(struct liquid_parser *p, struct liquid_reader *r, struct path *path, bool begins)
{
	uint32_t before = p->op_count;
	size_t open = r->at++;
	bool found;

	if (!liquid_expression_value(p, r, &found))
		return false;
	if (!liquid_read_to(r, "]"))
		return liquid_emit_wrong(p, open, "[ is opened here, expected its ]");
	if (!found)
		return emit_name(p, r, (struct liquid_slice){ "", 0 }, begins);
	if (p->op_count == before + 1 && p->ops[before].code == LIQUID_OP_STRING) {
		struct liquid_slice name = { p->ops[before].bytes, p->ops[before].size_bytes };

		p->op_count--;
		p->height--;
		add_name(path, name);
		return emit_name(p, r, name, begins);
	}
	if (path != NULL)
		path->is_literal = false;
	return emit(p, r, (struct liquid_op){ .code = begins ? LIQUID_OP_ROOT : LIQUID_OP_INDEX });
}

/* A word, or a dot and a word; *found tells whether the path goes on. */
static bool
read_name(struct liquid_parser *p, struct liquid_reader *r, struct path *path, bool begins,
          bool *found)
{
	struct liquid_slice name = { NULL, 0 };

	if (begins)
		name = liquid_read_word(r);
	if (name.size_bytes == 0 && liquid_peek(r) == '.' && liquid_peek_next(r) != '.') {
		r->at++;
		name = liquid_read_word(r);
	}
	*found = name.size_bytes > 0;
	if (!*found)
		return true;
	add_name(path, name);
	return emit_name(p, r, name, begins);
}

static bool
read_names(struct liquid_parser *p, struct liquid_reader *r, struct path *path, bool *has_value)
{
	bool found = true;

	while (found) {
		if (liquid_peek(r) == '[') {
			if (!read_index(p, r, path, !*has_value))
				return false;
		} else if (!read_name(p, r, path, !*has_value, &found)) {
			return false;
		}
		*has_value |= found;
	}
	return true;
}

/* The same, for liquid_visit. */
static bool
read_names_used(struct liquid_parser *p, struct liquid_reader *r, bool *has_value)
{
	struct path path = { .is_literal = true };
	size_t start = r->at;

	if (!read_names(p, r, &path, has_value))
		return false;
	if (path.size_bytes > 0) {
		liquid_use_add(p->uses, LIQUID_USE_VARIABLE,
		               (struct liquid_slice){ path.name, path.size_bytes }, start);
		liquid_use_extend(p->uses, r->at - start);
	}
	return true;
}

bool
liquid_path_read(struct liquid_parser *p, struct liquid_reader *r, bool *has_value)
{
	if (*has_value)
		return read_names(p, r, NULL, has_value);
	liquid_read_skip(r);
	if (p->uses == NULL || p->is_inner)
		return read_names(p, r, NULL, has_value);
	return read_names_used(p, r, has_value);
}
