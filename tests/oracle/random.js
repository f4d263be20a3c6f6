// SPDX-License-Identifier: MIT
// Chance that can be repeated: the same seed and number give the same choices on every machine.
'use strict';

// Mulberry32: 32 bits of state, enough for choices.
function random(seed) {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
	const below = (count) => Math.floor(next() * count);

	return {
		below,
		between: (least, most) => least + below(most - least + 1),
		chance: (percent) => next() * 100 < percent,
		pick: (items) => items[below(items.length)],
		// [[weight, item], ...]
		weighed(items) {
			let left = next() * items.reduce((sum, [weight]) => sum + weight, 0);
			for (const [weight, item] of items) {
				left -= weight;
				if (left < 0)
					return item;
			}
			return items[items.length - 1][1];
		},
	};
}

// One stream a case, so that a case can be made again without those before it.
function randomOf(seed, number) {
	return random(Math.imul(seed ^ 0x9e3779b9, 2654435761) ^ Math.imul(number + 1, 0x85ebca6b));
}

module.exports = { randomOf };
