// Auth0 action for the trigger "send-phone-message": every code goes out through Infobip.
//
// Store the Infobip API key as the action's secret API_KEY (without the word App), deploy, add the
// action to the trigger, and choose Custom as the provider of phone messages. It needs no npm
// module. Nothing that is logged or reported holds a number, a code or a text.
'use strict';

const crypto = require('crypto');

//+ settings

exports.onExecuteSendPhoneMessage = async (event) => {
	const options = event.message_options;

	// This trigger has no way to report but an error: one that is thrown fails the send by name.
	await send({
		secrets: event.secrets || {},
		to: options.recipient,
		text: options.text,
		code: options.code,
		language: (event.request || {}).language,
		isVoice: options.message_type === 'voice',
	});
};

//+ send
//+ request
//+ post_fetch
//+ answer
