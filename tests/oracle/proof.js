// SPDX-License-Identifier: MIT
// The reducer, proven on mistakes of our own: LiquidJS against a LiquidJS with one filter that is
// wrong now and then. What comes out must hold that filter and next to nothing else.
'use strict';

const assert = require('assert');
const { randomOf } = require('./random');
const { caseOf } = require('./grammar');
const { liquidJs, difference } = require('./engines');
const { reduce, whole } = require('./reduce');

const TRIES = 20000;
// Room for the mistake's filter, two short values and the shortest tag around them.
const LETTERS = 32;
const SEED = 20;

const MISTAKES = [
	{
		filter: 'upcase',
		wrong: (right) => function (value) { return right.call(this, value).replace('É',
			'E'); },
	},
	{
		filter: 'divided_by',
		wrong: (right) => function (...values) { return Math.floor(right.apply(this,
			values)); },
	},
	{
		filter: 'join',
		wrong: (right) => function (value, by) { return right.call(this, value,
			by || ','); },
	},
];

function firstDifference(answers) {
	for (let number = 0; number < TRIES; number++) {
		const state = caseOf(randomOf(SEED, number));
		const kind = answers([whole(state)])[0];
		if (kind)
			return { state, kind };
	}
	throw new Error('no random template shows the mistake');
}

function prove(Liquid) {
	for (const { filter, wrong } of MISTAKES) {
		class Mistaken extends Liquid {
			constructor(options) {
				super(options);
				this.filters[filter] = wrong(this.filters[filter]);
			}
		}
		const right = liquidJs(Liquid);
		const mistaken = liquidJs(Mistaken);
		const answers = (cases) => {
			const theirs = right(cases), ours = mistaken(cases);
			return cases.map((_, at) => (theirs[at].excluded ? undefined
				: difference(theirs[at], ours[at])));
		};
		const { state, kind } = firstDifference(answers);
		const least = reduce(state, (cases) => answers(cases).map((one) => one === kind));
		assert(least.template.includes(`|${filter}`), least.template);
		assert(least.template.length <= LETTERS,
			`${least.template} from ${whole(state).template}`);
		assert(JSON.stringify(least.data).length <= 40, JSON.stringify(least.data));
		assert.deepStrictEqual(least.partials, {});
	}
}

module.exports = { prove };
