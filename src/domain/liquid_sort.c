/* SPDX-License-Identifier: MIT */
/* sorting that keeps the order of equals */
#include "domain/liquid_filters_impl.h"

#include <string.h>

/* JavaScript's engine sorts up to this many items by insertion alone, and so do we: keys of mixed
 * types have no order, and then the way decides where they end. */
#define RUN_MAX 63

struct keyed {
	struct liquid_value item;
	struct liquid_value key;
};

/* -1 when `a` belongs before `b`, 1 behind it, 0 when the order may stay; what is nothing comes
 * last. */
static bool
order_of(struct liquid_eval *e, const struct keyed *a, const struct keyed *b, int *out)
{
	bool a_is_nil = liquid_is_nil(a->key);
	bool b_is_nil = liquid_is_nil(b->key);

	if (!a_is_nil && !b_is_nil)
		return liquid_js_order(e, a->key, b->key, out);
	*out = (int)a_is_nil - (int)b_is_nil;
	return liquid_charge(e, 2);
}

static void
reverse(struct keyed *run, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct keyed other = run[i];

		run[i] = run[count - 1 - i];
		run[count - 1 - i] = other;
	}
}

/* How many items at the start are in order already, or were in strictly falling order and are
 * turned round. */
static bool
find_run(struct liquid_eval *e, struct keyed *run, size_t count, size_t *length)
{
	bool falls = false;
	int order;

	*length = count < 2 ? count : 2;
	if (count < 2)
		return true;
	if (!order_of(e, &run[1], &run[0], &order))
		return false;
	falls = order < 0;
	for (; *length < count; ++*length) {
		if (!order_of(e, &run[*length], &run[*length - 1], &order))
			return false;
		if (falls != (order < 0))
			break;
	}
	if (falls)
		reverse(run, *length);
	return true;
}

/* Puts the items from `sorted` on, one after the other, where they belong among those before. */
static bool
insert(struct liquid_eval *e, struct keyed *run, size_t sorted, size_t count)
{
	for (size_t i = sorted; i < count; i++) {
		struct keyed pivot = run[i];
		size_t left = 0;
		size_t right = i;

		while (left < right) {
			size_t middle = left + (right - left) / 2;
			int order;

			if (!order_of(e, &pivot, &run[middle], &order))
				return false;
			if (order < 0)
				right = middle;
			else
				left = middle + 1;
		}
		memmove(&run[left + 1], &run[left], (i - left) * sizeof *run);
		run[left] = pivot;
	}
	return true;
}

/* Merges two sorted halves of `from` into `to`. */
static bool
merge(struct liquid_eval *e, const struct keyed *from, size_t half, size_t count, struct keyed *to)
{
	size_t left = 0;
	size_t right = half;

	for (size_t i = 0; i < count; i++) {
		int order = 0;

		if (left < half && right < count && !order_of(e, &from[right], &from[left], &order))
			return false;
		if (left == half || (right < count && order < 0))
			to[i] = from[right++];
		else
			to[i] = from[left++];
	}
	return true;
}

static bool
sort_runs(struct liquid_eval *e, struct keyed *all, size_t count)
{
	for (size_t at = 0; at < count; at += RUN_MAX) {
		size_t size = count - at < RUN_MAX ? count - at : RUN_MAX;
		size_t sorted;

		if (!find_run(e, all + at, size, &sorted) || !insert(e, all + at, sorted, size))
			return false;
	}
	return true;
}

static bool
merge_runs(struct liquid_eval *e, struct keyed *all, size_t count)
{
	struct keyed *other = NULL;

	if (count > RUN_MAX && (other = liquid_alloc(e, count * sizeof *other)) == NULL)
		return false;
	for (size_t width = RUN_MAX; width < count; width *= 2) {
		for (size_t at = 0; at < count; at += 2 * width) {
			size_t size = count - at < 2 * width ? count - at : 2 * width;
			size_t half = size < width ? size : width;

			if (!merge(e, all + at, half, size, other + at))
				return false;
		}
		memcpy(all, other, count * sizeof *all);
	}
	return true;
}

bool
liquid_sort_items(struct liquid_eval *e, struct liquid_value *items,
                  const struct liquid_value *keys, size_t count)
{
	struct keyed *all = liquid_alloc(e, (count + 1) * sizeof *all);

	if (all == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		all[i] = (struct keyed){ items[i], keys[i] };
	if (!sort_runs(e, all, count) || !merge_runs(e, all, count))
		return false;
	for (size_t i = 0; i < count; i++)
		items[i] = all[i].item;
	return true;
}
