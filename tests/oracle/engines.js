// SPDX-License-Identifier: MIT
// The two engines, each from cases { template, data, partials } to answers { ok, output | message },
// and what keeps a case from being judged.
'use strict';

const { spawnSync } = require('child_process');
const { FILTERS } = require('./grammar');

// LiquidJS gets limits too, or a range up to 2^53 would never end. They are far above what a
// template here needs and below what otpdeck allows, so that no case meets the limits of one only.
const MEMORY = 20000;
const RENDER_MS = 2000;
const OUTPUT = 32768;

// Why a case is left out; each is something in which two programs cannot agree by nature.
const REASONS = {
	clock: 'it asks the clock ("now"), which moves between the two answers',
	limit: 'it is beyond the limits of either program, which are not LiquidJS\'s own',
};

function liquidJs(Liquid) {
	const templates = {};
	const engine = new Liquid({ templates, memoryLimit: MEMORY, renderLimit: RENDER_MS });
	const now = Date.now;
	let asked = 0;

	// A filter that Auth0 does not list is unknown in both, whatever else LiquidJS knows.
	for (const name of Object.keys(engine.filters))
		if (!(name in FILTERS))
			delete engine.filters[name];
	function answer(one) {
		for (const name of Object.keys(templates))
			delete templates[name];
		Object.assign(templates, one.partials);
		try {
			// `increment` writes into its data.
			const data = JSON.parse(JSON.stringify(one.data));
			// On its way out a lone half of a pair becomes U+FFFD.
			const output = engine.parseAndRenderSync(one.template, data).toWellFormed();
			return { ok: true, output, excluded: output.length > OUTPUT ? 'limit'
				: undefined };
		} catch (error) {
			const beyond = /limit exceeded|Maximum call stack|Invalid (array|string) length/.test(error.message);
			return { ok: false, message: error.message, excluded: beyond ? 'limit'
				: undefined };
		}
	}
	return (cases) => cases.map((one) => {
		asked = 0;
		Date.now = () => { asked++; return now(); };
		const given = answer(one);
		Date.now = now;
		if (asked > 0)
			given.excluded = 'clock';
		return given;
	});
}

const CUT = { ok: false, crashed: true, message: 'the program ended without an answer' };

// One process a batch. A crash costs its case an answer; the ones behind it are asked again.
function otpdeck(program) {
	return function answers(cases) {
		const given = [];
		while (given.length < cases.length) {
			const input = cases.slice(given.length)
				.map(({ template, data, partials }) =>
					`${JSON.stringify({ template, data, partials })}\n`).join('');
			const child = spawnSync(program, ['batch', 'render'], { input,
				maxBuffer: 1 << 30, stdio:
				['pipe', 'pipe', 'pipe'] });
			if (child.error && child.error.code === 'ENOENT')
				throw child.error;
			const lines = child.stdout.toString('utf8').split('\n');
			const whole = lines.slice(0, -1).slice(0, cases.length - given.length);
			given.push(...whole.map((line) => JSON.parse(line)));
			if (given.length < cases.length) {
				const words = child.stderr.toString('utf8').trim().split('\n').slice(-1)[0];
				given.push({ ...CUT,
					message: `${CUT.message} (${child.signal || child.status}) ${words}` });
			}
		}
		return given;
	};
}

// How two answers differ: undefined, 'crash', 'refusal' or 'output'.
function difference(theirs, ours) {
	if (ours.crashed)
		return 'crash';
	if (theirs.ok !== ours.ok)
		return 'refusal';
	return theirs.ok && theirs.output !== ours.output ? 'output' : undefined;
}

module.exports = { liquidJs, otpdeck, difference, REASONS };
