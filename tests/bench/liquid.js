// SPDX-License-Identifier: MIT
// The peers of template language and part counting, timed where their code is warm.
//
// usage: node tests/bench/liquid.js FOLDER, which holds message.liquid, data.json and texts.json.
// One line each: `render NS`, `parse NS`, `output TEXT`, `parts NS`, then `count PARTS ENCODING`
// for each text. What is not installed has no line.
'use strict';

const fs = require('fs');
const path = require('path');

const ROUNDS = 101;
const ROUND_MS = 10;
const read = (name) => fs.readFileSync(path.join(process.argv[2], name), 'utf8');

function peer(name) {
	try {
		return require(name);
	} catch {
		return undefined;
	}
}

function nanoseconds(work) {
	const rounds = [];
	for (let round = 0; round < ROUNDS; round++) {
		const end = process.hrtime.bigint() + BigInt(ROUND_MS * 1e6);
		const began = process.hrtime.bigint();
		let times = 0, now = began;
		for (; now < end; now = process.hrtime.bigint())
			for (let left = 20; left > 0; left--, times++)
				work();
		rounds.push(Number(now - began) / times);
	}
	return Math.min(...rounds).toFixed(1);
}

const liquidjs = peer('liquidjs');
if (liquidjs) {
	const engine = new liquidjs.Liquid();
	const source = read('message.liquid');
	const data = JSON.parse(read('data.json'));
	const parsed = engine.parse(source);
	console.log(`render ${nanoseconds(() => engine.renderSync(parsed, data))}`);
	console.log(`parse ${nanoseconds(() => engine.parseAndRenderSync(source, data))}`);
	console.log(`output ${engine.renderSync(parsed, data)}`);
}

const splitSms = peer('split-sms');
if (splitSms) {
	const texts = JSON.parse(read('texts.json'));
	console.log(`parts ${nanoseconds(() => texts.forEach((text) => splitSms.split(text))) / texts.length}`);
	for (const text of texts) {
		const { parts, characterSet } = splitSms.split(text);
		console.log(`count ${parts.length} ${characterSet === 'GSM' ? 'GSM-7' : 'UCS-2'}`);
	}
}
