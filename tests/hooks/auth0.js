// SPDX-License-Identifier: MIT
// A stand-in for Auth0: loads generated code, calls it as its generation is called, and keeps what
// the code told Auth0 and what it logged.
'use strict';

const CODE = '482913';
const KEY = 'marker-5d41402abc4b2a76b9719d911017c592';
const PERSON = 'person@company.example';
const PATIENCE_MS = 19000; // Auth0's own limit is 20 s

// A runtime from before Node 14.17.
function requireOld(name) {
	return Object.assign({}, require(name), name === 'crypto' ? { randomUUID: undefined } : {});
}

// The code sees require, exports and console, and nothing of this program.
function load(source, log, isOld) {
	const module = { exports: {} };
	const listening = new Proxy({}, { get: () => (...words) => log.push(words.join(' ')) });
	new Function('require', 'module', 'exports', 'console', source)(
		isOld ? requireOld : require, module, module.exports, listening);
	return module.exports;
}

function text(call) {
	return call.text || `${CODE} is your verification code for Acme Bank`;
}

function hook(code, call, tell) {
	const context = {
		message_type: call.isVoice ? 'voice' : 'sms',
		action: 'second-factor-authentication',
		language: call.language || 'en',
		code: CODE,
		ip: '127.0.0.1',
		user_agent: 'Mozilla/5.0',
		client: { client_id: '1235', name: 'Test Application', client_metadata: {} },
		user: { user_id: 'auth0|test12345', name: 'A Person', email: PERSON },
		webtask: { secrets: call.secrets },
	};
	code(call.to, text(call), context, (error, value) => {
		const fine = !error && value && JSON.stringify(value) === '{}';
		tell(fine ? 'success' : 'failure', error ? error.message : '');
	});
}

function action(code, call, tell) {
	const event = {
		message_options: {
			action: 'second-factor-authentication',
			code: CODE,
			message_type: call.isVoice ? 'voice' : 'sms',
			recipient: call.to,
			text: text(call),
		},
		request: { ip: '127.0.0.1', method: 'POST', language: call.language || 'en' },
		tenant: { id: 'tenant' },
		user: { user_id: 'auth0|test12345', email: PERSON },
		secrets: call.secrets,
	};
	code.onExecuteSendPhoneMessage(event, { cache: {} })
		.then(() => tell('success', ''), (error) => tell('failure', error.message));
}

function provider(code, call, tell) {
	const told = [];
	const event = {
		notification: {
			message_type: 'otp_verify',
			delivery_method: call.isVoice ? 'voice' : 'text',
			recipient: call.to,
			as_text: call.isVoice ? 'not this one' : text(call),
			as_voice: call.isVoice ? text(call) : 'not this one',
			code: CODE,
			locale: call.language || 'en_US',
		},
		client: { client_id: '1235', name: 'Test Application', metadata: {} },
		request: { ip: '127.0.0.1', method: 'POST' },
		tenant: { id: 'tenant' },
		user: { user_id: 'auth0|test12345', email: PERSON },
		secrets: call.secrets,
	};
	const notification = {
		drop(reason) { told.push(['drop', reason, this === notification]); },
		retry(reason) { told.push(['retry', reason, this === notification]); },
	};
	code.onExecuteCustomPhoneProvider(event, { notification, cache: {} }).then(() => {
		if (told.length === 0)
			tell('success', '');
		for (const [what, reason, bound] of told)
			tell(bound ? what : 'unbound', reason);
	}, (error) => tell('thrown', error.message));
}

const generations = { hook: hook, action: action, 'custom-phone-provider': provider };

// What one call told Auth0: {told, words, log, ms}. Told twice, or never, is told as such.
function call(generation, source, asked) {
	const log = [];
	const about = Object.assign({ secrets: { API_KEY: KEY } }, asked);
	const began = process.hrtime.bigint();

	return new Promise((resolve) => {
		const heard = [];
		const end = (what) => resolve({
			told: what,
			words: heard.map((each) => each.words).join(' / '),
			log: log.join('\n'),
			ms: Number((process.hrtime.bigint() - began) / 1000000n),
		});
		const timer = setTimeout(() => end('never'), PATIENCE_MS);
		const tell = (what, words) => {
			heard.push({ what: what, words: String(words) });
			if (heard.length > 1)
				return;
			clearTimeout(timer);
			// A second word would come in one of the next turns.
			setTimeout(() => end(heard.length === 1 ? what : 'twice'), 30);
		};
		generations[generation](load(source, log, asked.isOld), about, tell);
	});
}

// Words with which somebody could be found, or the key, in what was said and logged.
function leaks(result, asked) {
	const said = `${result.words}\n${result.log}`
		.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID');
	const digits = String(asked.to).replace(/\D/g, '');
	const wanted = [CODE, CODE.split('').join('. '), KEY, PERSON, 'Acme Bank', 'verification'];

	if (digits !== '')
		wanted.push(digits, digits.slice(-6));
	return wanted.filter((each) => said.includes(each));
}

module.exports = { call, leaks, generations, CODE, KEY };
