/* SPDX-License-Identifier: MIT */
/* how far one word is from another, for the nearest neighbour of a mistyped one */
#include "base/text.h"

#include <string.h>

size_t
text_distance(const char *left, const char *right)
{
	size_t costs[64];
	size_t right_size = strlen(right);

	if (right_size >= sizeof(costs) / sizeof(costs[0]))
		return right_size;
	for (size_t i = 0; i <= right_size; i++)
		costs[i] = i;
	for (size_t row = 0; left[row]; row++) {
		size_t diagonal = costs[0];

		costs[0] = row + 1;
		for (size_t i = 1; i <= right_size; i++) {
			size_t replace = diagonal + (left[row] != right[i - 1]);
			size_t other = (costs[i] < costs[i - 1] ? costs[i] : costs[i - 1]) + 1;

			diagonal = costs[i];
			costs[i] = replace < other ? replace : other;
		}
	}
	return costs[right_size];
}
