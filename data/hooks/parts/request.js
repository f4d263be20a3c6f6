function smsRequest(digits, messageId, message) {
	const destinations = [{ to: digits, messageId: messageId }];

//? v2
	return {
		path: '/sms/2/text/advanced',
		body: {
			messages: [{
//? v2 sender
				from: SENDER,
//? v2
				destinations: destinations,
				text: message.text,
//? v2 validity
				validityPeriod: VALIDITY_MINUTES,
//? v2
			}],
		},
	};
//? v3
	return {
		path: '/sms/3/messages',
		body: {
			messages: [{
//? v3 sender
				sender: SENDER,
//? v3
				destinations: destinations,
				content: { text: message.text },
//? v3 validity
				options: { validityPeriod: { amount: VALIDITY_MINUTES, timeUnit: 'MINUTES' } },
//? v3
			}],
		},
	};
//?
}

function voiceRequest(digits, messageId, message) {
//? no_voice_sender
	// Calls need a number to come from, and none was set when this code was written.
	throw failure('calls are not set up: set voice_sender and paste the code anew', false);
//? voice_sender
	return {
		path: '/tts/3/advanced',
		body: {
			messages: [{
				from: VOICE_SENDER,
				destinations: [{ to: digits, messageId: messageId }],
				text: spoken(String(message.text || ''), String(message.code || '')),
				language: languageOf(message.language),
//? voice_sender validity
				validityPeriod: VALIDITY_MINUTES,
//? voice_sender
			}],
		},
	};
//?
}

//? voice_sender
// Digits that touch are read out as one large number; two commas are a pause of a second.
function spoken(text, code) {
	const digits = code.split('');

	if (!/^\d+$/.test(code))
		return text;
	const together = new RegExp(`(^|\\D)${digits.join('[ .,-]{0,4}')}(?!\\d)`, 'g');
	return text.replace(together, (all, before) => before + digits.join(',, '));
}

// "de-AT,de;q=0.9" and "de_AT" are "de-at"; a language that nobody speaks there becomes English.
function languageOf(asked) {
	const wanted = String(asked || '').toLowerCase().split(/[,;]/)[0]
		.replace('_', '-').replace(/^n[bn]$|^n[bn]-.*/, 'no');
	const speaks = (language) => language.split('-')[0] === wanted.split('-')[0];

	return LANGUAGES.find((language) => language === wanted) || LANGUAGES.find(speaks) || 'en';
}
