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
	const language = /^[a-z]{2}/i.exec(message.language || '');

	return {
		path: '/tts/3/advanced',
		body: {
			messages: [{
//? voice_sender
				from: VOICE_SENDER,
//?
				destinations: [{ to: digits, messageId: messageId }],
				text: spoken(String(message.text || ''), String(message.code || '')),
				language: language ? language[0].toLowerCase() : 'en',
//? validity
				validityPeriod: VALIDITY_MINUTES,
//?
			}],
		},
	};
}

// Digits that touch are read out as one large number, so the code's are set apart.
function spoken(text, code) {
	if (!/^\d+$/.test(code))
		return text;
	return text.split(code).join(code.split('').map((digit) => digit + '.').join(' '));
}
