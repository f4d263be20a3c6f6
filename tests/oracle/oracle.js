// SPDX-License-Identifier: MIT
// Asks LiquidJS and otpdeck to render the same random templates, and prints every difference at its
// smallest. ORACLE_COUNT templates from ORACLE_SEED; OTPDECK_BIN is the program. Exit 1: they differ.
'use strict';

const { Liquid } = require('liquidjs');
const { randomOf } = require('./random');
const { caseOf } = require('./grammar');
const { liquidJs, otpdeck, difference, REASONS } = require('./engines');
const { reduce, whole } = require('./reduce');
const { prove } = require('./proof');

const COUNT = Number(process.env.ORACLE_COUNT || 100000);
const SEED = Number(process.env.ORACLE_SEED || 1);
const BATCH = 2000;
// After so many there is enough to mend.
const MOST = Number(process.env.ORACLE_MOST || 200);

const made = (number) => caseOf(randomOf(SEED, number));

function describe(answer) {
	return answer.ok ? JSON.stringify(answer.output) : `refuses: ${answer.message}`;
}

class Differences {
	constructor(theirs, ours) {
		this.theirs = theirs;
		this.ours = ours;
		this.found = new Map(); // by reduced template, without its letters and digits
		this.count = 0;
	}

	answers(cases) {
		const theirs = this.theirs(cases);
		const ours = this.ours(cases);
		return cases.map((_, at) => ({ theirs: theirs[at], ours: ours[at],
			kind: theirs[at].excluded ? undefined : difference(theirs[at],
				ours[at]) }));
	}

	look(number, state, kind) {
		const smallest = reduce(state, (cases) => this.answers(cases).map((given) =>
			given.kind === kind));
		const sort = `${kind} ${smallest.template.replace(/\d+/g, '0')}`;
		const known = this.found.get(sort);

		this.count++;
		if (known) {
			known.times++;
			return;
		}
		this.found.set(sort, { times: 1 });
		const [{ theirs, ours }] = this.answers([smallest]);
		console.log(`\ndifference ${this.found.size} (${kind}), from template ${number}`);
		console.log(`  template  ${JSON.stringify(smallest.template)}`);
		for (const [name, text] of Object.entries(smallest.partials))
			console.log(`  partial   ${name} ${JSON.stringify(text)}`);
		console.log(`  data      ${JSON.stringify(smallest.data)}`);
		console.log(`  LiquidJS  ${describe(theirs)}`);
		console.log(`  otpdeck   ${describe(ours)}`);
	}
}

function main() {
	const program = process.env.OTPDECK_BIN || './otpdeck';
	const differences = new Differences(liquidJs(Liquid), otpdeck(program));
	const excluded = Object.fromEntries(Object.keys(REASONS).map((reason) => [reason, 0]));
	let refused = 0, looked = 0;

	prove(Liquid);
	for (let from = 0; from < COUNT && differences.count < MOST; from += BATCH) {
		const states = Array.from({ length: Math.min(BATCH, COUNT - from) }, (_, at) =>
			made(from + at));
		differences.answers(states.map(whole)).forEach(({ theirs, kind }, at) => {
			looked++;
			refused += theirs.ok ? 0 : 1;
			if (theirs.excluded)
				excluded[theirs.excluded]++;
			if (kind && differences.count < MOST)
				differences.look(from + at, states[at], kind);
		});
	}
	if (differences.count > 0)
		console.log('');
	for (const [reason, words] of Object.entries(REASONS))
		if (excluded[reason] > 0)
			console.log(`oracle: ${excluded[reason]} not judged: ${words}`);
	console.log(`oracle: ${looked} templates of seed ${SEED}, ${refused} of them refused by LiquidJS, ` +
		`${differences.count} differences of ${differences.found.size} sorts`);
	process.exitCode = differences.count > 0 ? 1 : 0;
}

main();
