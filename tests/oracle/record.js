// SPDX-License-Identifier: MIT
// Records LiquidJS's answers to our own templates and to a few hundred random ones, for the tests
// that run without Node. usage: node tests/oracle/record.js FILE
'use strict';

const fs = require('fs');
const { Liquid } = require('liquidjs');
const { randomOf } = require('./random');
const { templates } = require('./grammar');
const { data } = require('./data');
const { liquidJs } = require('./engines');
const { whole } = require('./reduce');
const own = require('./own');

const SEED = 4;
const RANDOM = 600;
const LETTERS = 160;

// The data that a random template cannot name would only be long.
function named(one) {
	const words = Object.values(one.partials).concat(one.template).join(' ');
	return { ...one, data: Object.fromEntries(Object.entries(one.data).filter(([name]) =>
		words.includes(name))) };
}

function random() {
	const cases = [];
	for (let number = 0; cases.length < RANDOM; number++) {
		const r = randomOf(SEED, number);
		const one = named(whole({ ...templates(r), data: data(r) }));
		if (/[{]/.test(one.template) && JSON.stringify(one).length <= 2 * LETTERS && one.template.length <= LETTERS)
			cases.push(one);
	}
	return cases;
}

const cases = own.map(([template, given = {}, partials = {}]) => ({ template, data: given,
	partials })).concat(random());
const answers = liquidJs(Liquid)(cases);
const lines = cases.map((one, at) => ({ one, answer: answers[at] }))
	.filter(({ answer }) => !answer.excluded)
	.map(({ one, answer }) => JSON.stringify({ ...one, output: answer.ok ? answer.output
		: null }));

fs.writeFileSync(process.argv[2], `${lines.join('\n')}\n`);
console.log(`oracle: ${lines.length} answers recorded in ${process.argv[2]}`);
