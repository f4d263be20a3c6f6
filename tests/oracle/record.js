// SPDX-License-Identifier: MIT
// Records LiquidJS's answers to our own templates and to a few hundred random ones, for the tests
// that run without Node. usage: node tests/oracle/record.js FILE
'use strict';

const fs = require('fs');
const { Liquid } = require('liquidjs');
const { randomOf } = require('./random');
const { caseOf } = require('./grammar');
const { liquidJs } = require('./engines');
const { whole } = require('./reduce');
const own = require('./own');

const SEED = 4;
const RANDOM = 600;
const LETTERS = 160;

function random() {
	const cases = [];
	for (let number = 0; cases.length < RANDOM; number++) {
		const one = whole(caseOf(randomOf(SEED, number)));
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
