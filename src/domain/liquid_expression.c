/* SPDX-License-Identifier: MIT */
/* expressions of a template: values, operators, filters and their arguments */
#include "domain/liquid_parse_impl.h"

#include "base/mem.h"

#define OPERATORS_MAX 128
#define OPERAND_BEGINS                                                                             \
	(LIQUID_CLASS_LITERAL | LIQUID_CLASS_QUOTE | LIQUID_CLASS_DIGIT | LIQUID_CLASS_SIGN |      \
	 LIQUID_CLASS_OPEN)

static bool
too_long(struct liquid_parser *p, const struct liquid_reader *r)
{
	return liquid_emit_wrong(p, r->at, "the expression is too long");
}

static bool
emit(struct liquid_parser *p, const struct liquid_reader *r, struct liquid_op op)
{
	return liquid_emit_op(p, op) || too_long(p, r);
}

static bool
read_quoted(struct liquid_parser *p, struct liquid_reader *r, struct liquid_slice token)
{
	struct liquid_slice text = liquid_emit_quoted(p, token);
	struct liquid_op op = {
		LIQUID_OP_STRING, 0, (uint32_t)text.size_bytes, { .bytes = text.bytes }
	};

	return emit(p, r, op);
}

/* One digit is by far the commonest number. */
static double
number_of(struct liquid_slice token)
{
	if (token.size_bytes == 1)
		return token.bytes[0] - '0';
	return liquid_read_number(token.bytes, token.size_bytes);
}

static bool
expect_value(struct liquid_parser *p, struct liquid_reader *r)
{
	bool found;

	if (!liquid_expression_value(p, r, &found))
		return false;
	return found || liquid_emit_wrong(p, r->at, "expected a value, such as a name or 1");
}

/* (from..to) */
static bool
read_range(struct liquid_parser *p, struct liquid_reader *r)
{
	r->at++;
	if (!expect_value(p, r))
		return false;
	liquid_read_skip(r);
	if (liquid_peek(r) != '.' || liquid_peek_next(r) != '.')
		return liquid_emit_wrong(p, r->at, "expected .. and the end of the range");
	r->at += 2;
	if (!expect_value(p, r))
		return false;
	liquid_read_skip(r);
	if (liquid_peek(r) != ')')
		return liquid_emit_wrong(p, r->at, "expected the ) of the range");
	r->at++;
	return emit(p, r, (struct liquid_op){ .code = LIQUID_OP_RANGE });
}

static bool
read_operand(struct liquid_parser *p, struct liquid_reader *r, bool *found)
{
	struct liquid_slice token;
	enum liquid_op_code code = LIQUID_OP_VALUE_UNDEFINED;

	liquid_read_skip(r);
	*found = liquid_read_is(r, r->at, OPERAND_BEGINS);
	if (!*found)
		return true;
	if (liquid_read_is(r, r->at, LIQUID_CLASS_LITERAL))
		code = liquid_read_literal(r);
	if (code != LIQUID_OP_VALUE_UNDEFINED)
		return emit(p, r, (struct liquid_op){ .code = (uint16_t)code });
	if (liquid_read_quoted(r, &token))
		return read_quoted(p, r, token);
	if (liquid_read_number_token(r, &token))
		return emit(
			p, r,
			(struct liquid_op){ .code = LIQUID_OP_NUMBER, .number = number_of(token) });
	if (liquid_peek(r) == '(')
		return read_range(p, r);
	*found = false;
	return true;
}

bool
liquid_expression_value(struct liquid_parser *p, struct liquid_reader *r, bool *found)
{
	*found = false;
	if (++p->value_depth > LIQUID_DEPTH_MAX)
		return liquid_emit_wrong(p, r->at, "expected at most %d values inside each other",
		                         LIQUID_DEPTH_MAX);

	bool fine = read_operand(p, r, found) && liquid_path_read(p, r, found);
	p->value_depth--;
	return fine;
}

/* Operators that wait for their right side. */
struct operators {
	uint16_t codes[OPERATORS_MAX];
	size_t count;
	uint32_t floor; /* height of the stack below this expression */
};

/* Comparisons bind most, then not; and and or bind alike, from the right. */
static int
strength(uint16_t code)
{
	if (code == LIQUID_OP_NOT)
		return 1;
	return code == LIQUID_OP_AND || code == LIQUID_OP_OR ? 0 : 2;
}

/* An operator takes what is there; LiquidJS gives it undefined for what is not. */
static bool
emit_operator(struct liquid_parser *p, const struct liquid_reader *r, struct operators *ops)
{
	uint16_t code = ops->codes[--ops->count];
	uint32_t wanted = code == LIQUID_OP_NOT ? 1 : 2;

	if (p->height == ops->floor &&
	    !emit(p, r, (struct liquid_op){ .code = LIQUID_OP_VALUE_UNDEFINED }))
		return false;
	if (p->height - ops->floor < wanted &&
	    !emit(p, r, (struct liquid_op){ .code = LIQUID_OP_UNDER }))
		return false;
	return emit(p, r, (struct liquid_op){ .code = code });
}

static bool
take_operator(struct liquid_parser *p, const struct liquid_reader *r, struct operators *ops,
              uint16_t code)
{
	while (ops->count > 0 && strength(ops->codes[ops->count - 1]) > strength(code))
		if (!emit_operator(p, r, ops))
			return false;
	if (ops->count == OPERATORS_MAX)
		return too_long(p, r);
	ops->codes[ops->count++] = code;
	return true;
}

/* Operators and operands in any order, as LiquidJS takes them; the first value is the result. */
static bool
read_expression(struct liquid_parser *p, struct liquid_reader *r)
{
	LEAVE_UNSET struct operators ops;
	size_t start = r->at;
	bool goes_on = true;
	bool any = false;

	ops.count = 0;
	ops.floor = p->height;

	while (goes_on && r->at < r->end) {
		uint16_t code = 0;

		liquid_read_skip(r);
		if (liquid_read_is(r, r->at, LIQUID_CLASS_OPERATOR))
			code = (uint16_t)liquid_read_operator(r);
		if (code != 0 ? !take_operator(p, r, &ops, code)
		              : !liquid_expression_value(p, r, &goes_on))
			return false;
		any |= goes_on;
	}
	if (!any)
		return liquid_emit_wrong(p, start, "expected a value, such as a name or 'text'");
	while (ops.count > 0)
		if (!emit_operator(p, r, &ops))
			return false;
	if (p->height - ops.floor == 1)
		return true;
	return emit(p, r,
	            (struct liquid_op){ .code = LIQUID_OP_FIRST,
	                                .extra = (uint16_t)(p->height - ops.floor - 1) });
}

/* A value, or a name, a colon and perhaps a value. */
static bool
read_argument(struct liquid_parser *p, struct liquid_reader *r, bool *found)
{
	uint32_t op_count = p->op_count;
	uint32_t height = p->height;
	size_t uses = liquid_emit_use_count(p);
	bool has_value;

	liquid_read_skip(r);
	struct liquid_slice name = { r->source + r->at, 0 };
	if (!liquid_expression_value(p, r, found) || !*found)
		return p->why[0] == '\0';
	name.size_bytes = (size_t)(r->source + r->at - name.bytes);
	liquid_read_skip(r);
	if (liquid_peek(r) != ':')
		return true;
	r->at++;
	p->op_count = op_count;
	p->height = height;
	liquid_emit_use_cut(p, uses);
	if (!liquid_expression_value(p, r, &has_value))
		return false;
	if (!has_value && !emit(p, r, (struct liquid_op){ .code = LIQUID_OP_VALUE_UNDEFINED }))
		return false;
	return emit(
		p, r,
		(struct liquid_op){
			LIQUID_OP_PAIR, 0, (uint32_t)name.size_bytes, { .bytes = name.bytes } });
}

/* Whether a filter or one of its arguments may end here. */
static bool
ends_here(const struct liquid_reader *r)
{
	char next = liquid_peek(r);

	return r->at >= r->end || next == ',' || next == '|' || next == ')';
}

static bool
read_arguments(struct liquid_parser *p, struct liquid_reader *r, uint16_t *count)
{
	bool found;

	do {
		r->at++;
		if (!read_argument(p, r, &found))
			return false;
		*count = (uint16_t)(*count + found);
		liquid_read_skip(r);
		if (!ends_here(r))
			return liquid_emit_wrong(p, r->at, "expected a comma, | or the end here");
	} while (liquid_peek(r) == ',');
	return true;
}

/* Behind a |. A | at the very end is taken for nothing. */
static bool
read_filter(struct liquid_parser *p, struct liquid_reader *r, bool *is_default)
{
	struct liquid_slice name = liquid_read_word(r);
	struct liquid_op op = { .code = LIQUID_OP_FILTER };

	if (name.size_bytes == 0)
		return r->at >= r->end ||
		       liquid_emit_wrong(p, r->at, "expected the name of a filter behind |");
	liquid_emit_use(p, LIQUID_USE_FILTER, name);
	liquid_read_skip(r);
	if (liquid_peek(r) == ':' && !read_arguments(p, r, &op.extra))
		return false;
	if (!ends_here(r))
		return liquid_emit_wrong(p, r->at, "expected a colon before arguments of a filter");
	op.filter = liquid_filter_find(name.bytes, name.size_bytes);
	*is_default |= liquid_slice_is(name, "default");
	return emit(p, r, op);
}

bool
liquid_expression_whole(struct liquid_parser *p, struct liquid_reader *r, uint32_t node)
{
	bool has_default = false;

	p->nodes[node].op = p->op_count;
	if (!read_expression(p, r))
		return false;
	liquid_read_skip(r);
	while (r->at < r->end && liquid_peek(r) != ')' && liquid_peek(r) != ',') {
		if (liquid_peek(r) != '|')
			return liquid_emit_wrong(p, r->at, "expected | and a filter, or the end");
		r->at++;
		if (!read_filter(p, r, &has_default))
			return false;
		liquid_read_skip(r);
	}
	p->nodes[node].op_end = p->op_count;
	p->nodes[node].extra = has_default;
	p->height = 0;
	return true;
}
