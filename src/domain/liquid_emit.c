/* SPDX-License-Identifier: MIT */
/* the growing tree of a template that is being parsed, and what is wrong with it */
#include "domain/liquid_parse_impl.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"
#include "domain/liquid_use_impl.h"

bool
liquid_emit_wrong(struct liquid_parser *p, size_t at, const char *format, ...)
{
	va_list args;

	if (p->why[0] != '\0')
		return false;
	p->wrong_at = p->is_inner ? p->inner_at : at;
	va_start(args, format);
	vsnprintf(p->why, sizeof(p->why), format, args);
	va_end(args);
	return false;
}

/* Twice the room; the first items are on the parser's own stack. */
static void *
grow(void *items, const void *first, size_t count, size_t item_bytes)
{
	if (items != first)
		return mem_resize(items, 2 * count * item_bytes);

	void *grown = mem_alloc(2 * count * item_bytes);
	memcpy(grown, first, count * item_bytes);
	return grown;
}

static int
height_change(const struct liquid_op *op)
{
	if (op->code <= LIQUID_OP_NAME || op->code == LIQUID_OP_UNDER)
		return 1;
	if (op->code == LIQUID_OP_FIRST || op->code == LIQUID_OP_FILTER)
		return -(int)op->extra;
	if (op->code == LIQUID_OP_ROOT || op->code == LIQUID_OP_MEMBER ||
	    op->code == LIQUID_OP_NOT || op->code == LIQUID_OP_PAIR)
		return 0;
	return -1;
}

bool
liquid_emit_op(struct liquid_parser *p, struct liquid_op op)
{
	if (p->op_count == p->op_room) {
		p->ops = grow(p->ops, p->ops_first, p->op_room, sizeof(*p->ops));
		p->op_room *= 2;
	}
	p->ops[p->op_count++] = op;
	p->height = (uint32_t)((int)p->height + height_change(&op));
	return p->height <= LIQUID_STACK_MAX;
}

uint32_t
liquid_emit_node(struct liquid_parser *p, enum liquid_node_kind kind, size_t at)
{
	if (p->node_count == p->node_room) {
		p->nodes = grow(p->nodes, p->nodes_first, p->node_room, sizeof(*p->nodes));
		p->node_room *= 2;
	}
	p->nodes[p->node_count] = (struct liquid_node){
		.kind = (uint8_t)kind,
		.end = p->node_count + 1,
		.at = (uint32_t)(p->is_inner ? p->inner_at : at),
		.bytes = "",
		.op = p->op_count,
		.op_end = p->op_count,
	};
	return p->node_count++;
}

void
liquid_emit_close(struct liquid_parser *p, uint32_t node)
{
	p->nodes[node].end = p->node_count;
}

void
liquid_emit_name(struct liquid_parser *p, uint32_t node, struct liquid_slice name)
{
	p->nodes[node].bytes = name.bytes;
	p->nodes[node].size_bytes = (uint32_t)name.size_bytes;
}

uint16_t
liquid_emit_symbol(struct liquid_parser *p, struct liquid_slice name)
{
	for (uint32_t i = 0; i < p->symbol_count; i++)
		if (p->symbols[i].size_bytes == name.size_bytes &&
		    memcmp(p->symbols[i].bytes, name.bytes, name.size_bytes) == 0)
			return (uint16_t)i;
	if (p->symbol_count == LIQUID_SYMBOLS_MAX)
		return LIQUID_NO_SYMBOL;
	p->symbols[p->symbol_count] =
		(struct liquid_symbol){ name.bytes, (uint32_t)name.size_bytes };
	return (uint16_t)p->symbol_count++;
}

void
liquid_emit_use(struct liquid_parser *p, enum liquid_use_kind kind, struct liquid_slice name)
{
	if (p->uses != NULL && !p->is_inner)
		liquid_use_add(p->uses, kind, name, (size_t)(name.bytes - p->t->source));
}

size_t
liquid_emit_use_count(const struct liquid_parser *p)
{
	return p->uses != NULL ? p->uses->count : 0;
}

void
liquid_emit_use_cut(struct liquid_parser *p, size_t count)
{
	if (p->uses != NULL)
		p->uses->count = count;
}
