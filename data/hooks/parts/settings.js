const BASE_URL = "{{base_url}}"; // this account's own address
//? sender
const SENDER = "{{sender}}";
//?
//? voice_sender
const VOICE_SENDER = "{{voice_sender}}"; // a number that may call
//?
//? validity
const VALIDITY_MINUTES = {{validity_minutes}}; // later the code is of no use
//?
const TIMEOUT_MS = 10000; // Auth0 gives up after 20 seconds
//? voice_sender
const LANGUAGES = "{{languages}}".split(' ');
