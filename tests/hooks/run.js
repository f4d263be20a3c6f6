// SPDX-License-Identifier: MIT
// Runs the code of one generation as Auth0 would, and looks at what it tells Auth0.
//
// usage: node tests/hooks/run.js hook|action|custom-phone-provider numbers|answers
//
// numbers: every sandbox number against the real sandbox, in v2, v3 and voice; answers: what no
// sandbox says, the bytes on the wire, the secret's names. One line for each finding; exit 1.
'use strict';

const fs = require('fs');
const path = require('path');
const auth0 = require('./auth0');
const answers = require('./answers');
const places = require('./place');
const { expectations, failed } = require('./numbers');

const TOGETHER = 24;
const KINDS = [
	{ word: 'v2', version: '2', style: 'v2', isVoice: false, path: '/sms/2/text/advanced' },
	{ word: 'v3', version: '3', style: 'v3', isVoice: false, path: '/sms/3/messages' },
	{ word: 'voice', version: '3', style: 'v2', isVoice: true, path: '/tts/3/advanced' },
];
const findings = [];
let looks = 0;

function look(about, holds, what) {
	looks++;
	if (!holds)
		findings.push(`${about}: ${what}`);
}

function lookAtResult(about, result, wanted, asked) {
	look(about, result.told === wanted.told,
		`told ${result.told} (${result.words}), not ${wanted.told}`);
	for (const words of wanted.words)
		look(about, result.words.includes(words), `"${result.words}" lacks "${words}"`);
	look(about, wanted.logs ? result.log.startsWith(wanted.logs) : result.log === '',
		`logged "${result.log}"`);
	look(about, result.words.length <= 200, 'more words than Auth0 shows');
	look(about, result.ms >= (wanted.atLeastMs || 0), `told after ${result.ms} ms`);
	look(about, result.ms <= (wanted.atMostMs || 15000), `told after ${result.ms} ms`);
	const leaked = auth0.leaks(result, asked);
	look(about, leaked.length === 0, `said or logged "${leaked.join('", "')}"`);
}

// At most TOGETHER calls at a time.
async function inParallel(jobs) {
	const left = jobs.slice();
	const take = async () => {
		for (let job = left.shift(); job; job = left.shift())
			await job();
	};
	await Promise.all(Array.from({ length: TOGETHER }, take));
}

async function numbers(place, generation) {
	const journal = path.join(place.folder, 'journal.jsonl');
	const url = await place.startSandbox(journal);
	const jobs = [];

	for (const kind of KINDS) {
		const source = place.generate(generation, { base_url: url, api_version: kind.version,
			voice_sender: '+447700900123' });
		for (const wanted of expectations(generation, kind.style, places.root)) {
			const asked = { to: wanted.to, isVoice: kind.isVoice };
			jobs.push(async () => lookAtResult(`${kind.word} ${wanted.to}`,
				await auth0.call(generation, source, asked), wanted, asked));
		}
	}
	// The slow ones first, so that the others run beside them.
	jobs.reverse();
	await inParallel(jobs);
	const arrived = fs.readFileSync(journal, 'utf8').trim().split('\n');
	look('the sandbox', arrived.length === jobs.length,
		`${arrived.length} requests arrived from ${jobs.length} calls`);
}

function lookAtRequest(kind, generation, request) {
	const about = `${kind.word} on the wire`;
	const body = JSON.parse(request.body);
	const message = body.messages[0];
	const destination = message.destinations[0];
	const id = destination.messageId;
	const wanted = {
		v2: { messages: [{ from: 'AcmeBank', destinations: [{ to: '4915100001234', messageId: id }],
			text: `${auth0.CODE} is your verification code for Acme Bank`, validityPeriod: 5 }] },
		v3: { messages: [{ sender: 'AcmeBank',
			destinations: [{ to: '4915100001234', messageId: id }],
			content: { text: `${auth0.CODE} is your verification code for Acme Bank` },
			options: { validityPeriod: { amount: 5, timeUnit: 'MINUTES' } } }] },
	}[kind.word];

	look(about, request.method === 'POST' && request.path === kind.path, request.path);
	look(about, request.headers.authorization === `App ${auth0.KEY}`, 'another key');
	look(about, request.headers.accept === 'application/json', 'another Accept');
	look(about, request.headers['content-type'] === 'application/json', 'another type');
	look(about, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id), `messageId ${id}`);
	if (wanted)
		look(about, JSON.stringify(body) === JSON.stringify(wanted), JSON.stringify(body));
	if (!kind.isVoice)
		return;
	look(about, destination.to === '4915100001234', 'another number');
	look(about, message.from === '447700900123' && message.validityPeriod === 5, request.body);
	look(about, message.text === '4,, 8,, 2,, 9,, 1,, 3 is your verification code for Acme Bank',
		`speaks "${message.text}"`);
	look(about, message.language === 'de-at', `speaks ${message.language}`);
}

// [locale as Auth0 gives it, language of the call]
const LOCALES = [['de-AT,de;q=0.9', 'de-at'], ['de_CH', 'de'], ['pt', 'pt-pt'], ['pt-BR', 'pt-br'],
	['nb-NO', 'no'], ['N/A', 'en'], ['', 'en'], ['xx', 'en'], ['EN;q=1', 'en'], ['e', 'en']];

async function everyLocale(generation, source, provider) {
	for (const [locale, language] of LOCALES) {
		await auth0.call(generation, source,
			{ to: '+4915100001234', isVoice: true, language: locale || ' ' });
		const message = JSON.parse(provider.asked.pop().body).messages[0];
		look(`the locale ${locale}`, message.language === language, `speaks ${message.language}`);
	}
}

// [text as Auth0 renders it, what the call says]
const SPOKEN = [
	['Code: 482913.', 'Code: 4,, 8,, 2,, 9,, 1,, 3.'],
	['4. 8. 2. 9. 1. 3. and 482913', '4,, 8,, 2,, 9,, 1,, 3. and 4,, 8,, 2,, 9,, 1,, 3'],
	['call 1482913 or 4829130', 'call 1482913 or 4829130'],
	['nothing', 'nothing'],
];

async function everySpokenText(generation, source, provider) {
	for (const [text, wanted] of SPOKEN) {
		await auth0.call(generation, source, { to: '+4915100001234', isVoice: true, text: text });
		const said = JSON.parse(provider.asked.pop().body).messages[0].text;
		look(`the text ${text}`, said === wanted, `says ${said}`);
	}
}

async function everyAnswer(generation, source, provider, kind) {
	const asked = { to: '+4915100001234', isVoice: kind.isVoice };

	for (const row of answers.table) {
		provider.say(row);
		const before = provider.asked.length;
		const result = await auth0.call(generation, source, asked);
		const about = `${kind.word}, ${row[0]}`;
		lookAtResult(about, result, answers.expected(generation, row), asked);
		look(about, provider.asked.length === before + 1,
			`${provider.asked.length - before} requests arrived`);
	}
}

// [what is stored, the key that arrives or the words of the failure]
const SECRETS = [
	[{ API_KEY: ' App k-1\n' }, 'App k-1', null],
	[{ INFOBIP_API_KEY: 'k-2' }, 'App k-2', null],
	[{ API_KEY: 'k-3', INFOBIP_API_KEY: 'k-4' }, 'App k-3', null],
	[{}, null, 'the secret API_KEY is missing'],
	[{ API_KEY: '' }, null, 'the secret API_KEY is missing'],
	[{ API_KEY: 'k\nX-Evil: 1' }, null, 'does not hold an API key'],
	[{ API_KEY: 'k\u00A05' }, null, 'does not hold an API key'],
	[{ API_KEY: '_VALUE_NOT_SHOWN_' }, null, 'does not hold an API key'],
	[undefined, null, 'the secret API_KEY is missing'],
];

async function everySecret(generation, source, provider) {
	provider.say(answers.table[1]);
	for (const [secrets, header, words] of SECRETS) {
		const before = provider.asked.length;
		const asked = { to: '+4915100001234', secrets: secrets };
		const about = `secrets ${JSON.stringify(secrets)}`;
		const result = await auth0.call(generation, source, asked);
		const wanted = words ? { told: failed(generation, false), words: [words] }
			: answers.expected(generation, answers.table[1]);
		lookAtResult(about, result, wanted, asked);
		look(about, provider.asked.length === before + (header ? 1 : 0), 'sent all the same');
		if (header)
			look(about, provider.asked[before].headers.authorization === header,
				provider.asked[before].headers.authorization);
	}
}

async function everyNumberForm(generation, source, provider) {
	provider.say(answers.table[1]);
	for (const to of ['+4915100001234', '4915100001234', '+49 151 0000-1234']) {
		await auth0.call(generation, source, { to: to });
		look(`the number ${to}`, provider.asked.pop().body.includes('"to":"4915100001234"'), 'changed');
	}
	for (const to of ['', '+', undefined, null]) {
		const result = await auth0.call(generation, source, { to: to });
		lookAtResult(`the number ${to}`, result, { told: failed(generation, false),
			words: ['there is no number to send to'] }, { to: '' });
	}
}

async function olderRuntime(generation, source, provider) {
	provider.say(answers.table[1]);
	await auth0.call(generation, source, { to: '+4915100001234', isOld: true });
	const id = JSON.parse(provider.asked.pop().body).messages[0].destinations[0].messageId;
	look('without crypto.randomUUID', /^[0-9a-f]{32}$/.test(id), `messageId ${id}`);
}

// The time-out counts to the end of the answer, not to its beginning.
async function answerThatStops(place, generation) {
	const provider = await answers.start();
	const source = place.generate(generation, { base_url: provider.url });
	const asked = { to: '+4915100001234' };

	provider.say(['an answer that stops', 0, 'stall']);
	lookAtResult('an answer that stops', await auth0.call(generation, source, asked), {
		told: failed(generation, false), atLeastMs: 9000,
		words: ['did not answer (ETIMEDOUT)', 'may have been sent, messageId'],
	}, asked);
	provider.close();
}

async function callsWithoutCaller(place, generation, provider) {
	const source = place.generate(generation, { voice_sender: '' });
	const asked = { to: '+4915100001234', isVoice: true };
	const before = provider.asked.length;

	lookAtResult('a call without voice_sender', await auth0.call(generation, source, asked),
		{ told: failed(generation, false), words: ['calls are not set up: set voice_sender'] }, asked);
	look('a call without voice_sender', provider.asked.length === before, 'was made');
}

async function nobodyThere(place, generation) {
	// A port on which somebody listened a moment ago.
	const gone = await answers.start();
	gone.close();
	const addresses = [
		[gone.url, 'ECONNREFUSED'],
		[gone.url.replace('http:', 'https:'), 'ECONNREFUSED'],
		['https://nobody.invalid', 'ENOTFOUND'],
	];
	const asked = { to: '+4915100001234' };

	for (const [url, word] of addresses) {
		// A profile takes no such address, so it is put in afterwards.
		const source = place.generate(generation, { base_url: gone.url }).split(gone.url).join(url);
		lookAtResult(url, await auth0.call(generation, source, asked), {
			told: failed(generation, true),
			// Without any network the name's look-up says EAI_AGAIN.
			words: ['cannot be reached', word[0], 'nothing was sent'],
		}, asked);
	}
}

async function allAnswers(place, generation) {
	const stopped = answerThatStops(place, generation);
	const provider = await answers.start();
	const settings = { base_url: provider.url, sender: 'AcmeBank',
		voice_sender: '+447700900123', validity_minutes: '5' };

	for (const kind of KINDS) {
		const source = place.generate(generation,
			Object.assign({ api_version: kind.version }, settings));
		provider.say(answers.table[1]);
		await auth0.call(generation, source,
			{ to: '+4915100001234', isVoice: kind.isVoice, language: 'de-AT,de;q=0.9' });
		lookAtRequest(kind, generation, provider.asked[provider.asked.length - 1]);
		await everyAnswer(generation, source, provider, kind);
		if (kind.isVoice) {
			provider.say(answers.table[1]);
			await everyLocale(generation, source, provider);
			await everySpokenText(generation, source, provider);
		}
		if (kind.word === 'v3') {
			await everySecret(generation, source, provider);
			await everyNumberForm(generation, source, provider);
			await olderRuntime(generation, source, provider);
		}
	}
	await callsWithoutCaller(place, generation, provider);
	provider.close();
	await nobodyThere(place, generation);
	await stopped;
}

async function main(generation, what) {
	const rounds = { numbers: numbers, answers: allAnswers };

	if (!auth0.generations[generation] || !rounds[what]) {
		console.error('usage: run.js hook|action|custom-phone-provider numbers|answers');
		process.exit(2);
	}
	const place = places.create();
	// A promise that nobody looks at would end a process of Auth0's.
	process.on('unhandledRejection', (error) => findings.push(`unhandled: ${error}`));
	try {
		await rounds[what](place, generation);
	} catch (error) {
		findings.push(String(error.stack));
	} finally {
		place.destroy();
	}
	for (const finding of findings.slice(0, 40))
		console.log(`${generation} ${finding}`);
	console.log(`${generation} ${what}: ${looks} looks, ${findings.length} findings`);
	process.exit(findings.length === 0 && looks > 100 ? 0 : 1);
}

main(process.argv[2], process.argv[3]);
