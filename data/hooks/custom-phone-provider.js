// Auth0 action for the trigger "custom-phone-provider": every message goes out through Infobip.
//
// Store the Infobip API key as the action's secret API_KEY (without the word App) and deploy. It
// needs no npm module. Nothing that is logged or reported holds a number, a code or a text.
'use strict';

const crypto = require('crypto');

//+ settings

exports.onExecuteCustomPhoneProvider = async (event, api) => {
	const notification = event.notification;
	const isVoice = notification.delivery_method === 'voice';

	try {
		await send({
			secrets: event.secrets || {},
			to: notification.recipient,
			text: isVoice ? notification.as_voice : notification.as_text,
			code: notification.code,
			language: notification.locale,
			isVoice: isVoice,
		});
	} catch (error) {
		// Auth0 retries up to five times, so only what certainly never left is tried again:
		// anything else could reach the person twice, and be billed twice.
		if (error.mayRetry)
			api.notification.retry(error.message);
		else
			api.notification.drop(error.message);
	}
};

//+ send
//+ request
//+ post_fetch
//+ answer
