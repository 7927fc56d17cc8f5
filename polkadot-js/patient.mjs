// A patient's whole part on a Salus development chain by @polkadot/api alone: no types file, no RPC of our own, no extension
// described by hand. What polkadot.js apps does with the chain, this does; what it cannot do, fails here.
//
// SALUS_URL=ws://127.0.0.1:9944 node patient.mjs
//
// It makes fresh accounts, so it can be run any number of times against the same chain. The council has to be //Alice alone.

import assert from 'node:assert/strict';
import { createHash, createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { u8aConcat, u8aToHex, u8aToU8a, u8aWrapBytes } from '@polkadot/util';

const ADDRESS = process.env.SALUS_URL ?? 'ws://127.0.0.1:9944';
const CONNECT_MS = 60_000;
const TRANSACTION_MS = 60_000;
const DAY = 24 * 60 * 60 * 1000;

// The bits of sets, as the primitives number them.
const ACTION = { COLLECT: 1 << 0, ACCESS: 1 << 1 };
const OBLIGATION = { NO_REDISCLOSURE: 1 << 6 };
const GROUP = { PATIENT: 1 << 0, PROVIDER: 1 << 1 };

const HEALTH_PALLETS = ['Participants', 'EmrRecords', 'EmrConsent'];

// ---- steps ----

let passed = 0;

/** Does one step and tells how it ended. What it returns is what later steps build on, so the first failure ends the run. */
async function step(name, act) {
	try {
		const result = await act();
		passed += 1;
		console.log(`✓ ${name}`);
		return result;
	} catch (error) {
		console.log(`✗ ${name}`);
		throw error;
	}
}

/** `promise`, or an error after `ms`. */
function within(ms, what, promise) {
	let timer;
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new Error(`${what} took more than ${ms / 1000} s`)), ms);
	});
	return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// ---- keys and commitments ----

const sha256 = (...parts) => createHash('sha256').update(u8aConcat(...parts)).digest();

/** A fresh X25519 public key. Whoever wants to read keeps the secret half; nothing is read here. */
function encryptionKey() {
	const { publicKey } = generateKeyPairSync('x25519');
	return u8aToHex(Buffer.from(publicKey.export({ format: 'jwk' }).x, 'base64url'));
}

/** The one commitment scheme: the Merkle leaf (RFC 6962) over a salt and the SHA-256 of the content. */
const commitment = (salt, content) => u8aToHex(sha256([0], salt, sha256(content)));

// ---- the chain ----

/** Connects, and keeps trying for a while in case that the node is only starting. */
async function connect() {
	const provider = new WsProvider(ADDRESS, 1_000);
	// Without the list of RPC methods that polkadot.js has no name for: those of newer nodes in general, and the node's own for
	// validators, which wallets do not call.
	const api = new ApiPromise({ provider, noInitWarn: true });
	// It rejects at the first attempt that fails, and a rejection that nobody listens to ends the process.
	api.isReadyOrError.catch(() => {});
	try {
		await within(CONNECT_MS, `connecting to ${ADDRESS}`, api.isReady);
	} catch (error) {
		await provider.disconnect();
		throw error;
	}
	return api;
}

/** A transaction in a block whose call failed: by `pallet.Error`, or by a general reason such as `BadOrigin`. */
class Refused extends Error {
	constructor(message, events) {
		super(message);
		this.events = events;
	}
}

function refusal(api, error, events) {
	if (!error.isModule) return new Refused(error.toString(), events);
	const { section, name } = api.registry.findMetaError(error.asModule);
	return new Refused(`${section}.${name}`, events);
}

/** Signs and sends; the transaction's own events when it is in a block. */
function send(api, signer, call) {
	let stop = () => {};
	const sent = new Promise((resolve, reject) => {
		const follow = ({ status, events, dispatchError, isError }) => {
			if (isError) reject(new Error(`the transaction is ${status.type}`));
			if (!status.isInBlock) return;
			const own = events.map(({ event }) => event);
			if (dispatchError) reject(refusal(api, dispatchError, own));
			else resolve(own);
		};
		call.signAndSend(signer, { nonce: -1 }, follow).then((unsubscribe) => (stop = unsubscribe), reject);
	});
	const { section, method } = call.method;
	return within(TRANSACTION_MS, `${section}.${method}`, sent).finally(() => stop());
}

/** The one event of that name among `events`, its fields by name. */
function only(events, section, method) {
	const found = events.filter((event) => event.section === section && event.method === method);
	const all = events.map((event) => `${event.section}.${event.method}`).join(', ');
	assert.equal(found.length, 1, `one ${section}.${method} among: ${all}`);
	return found[0].data;
}

/** Calls view functions by pallet and name: `await view('EmrConsent', 'directives', account)`. */
function views(api) {
	const { pallets } = api.runtimeMetadata.asV16;
	const functions = new Map(
		pallets.flatMap(({ name, viewFunctions }) => viewFunctions.map((view) => [`${name}.${view.name}`, view])),
	);
	return async (pallet, name, ...args) => {
		const view = functions.get(`${pallet}.${name}`);
		assert.ok(view, `${pallet} has the view function ${name}`);
		assert.equal(args.length, view.inputs.length, `arguments of ${pallet}.${name}`);
		const { registry } = api;
		const typed = ({ type }, index) => registry.createType(registry.createLookupType(type), args[index]).toU8a();
		const input = u8aConcat(...view.inputs.map(typed));
		const id = { prefix: view.id.slice(0, 16), suffix: view.id.slice(16) };
		// As hex, since polkadot.js looks for a length in front of plain bytes.
		const result = await api.call.runtimeViewFunction.executeViewFunction(id, u8aToHex(input));
		assert.ok(result.isOk, `${pallet}.${name}: ${result}`);
		return registry.createType(registry.createLookupType(view.output), result.asOk.toU8a(true));
	};
}

// ---- the story ----

async function story(api) {
	const keyring = new Keyring({ type: 'sr25519', ss58Format: api.registry.chainSS58 });
	const alice = keyring.addFromUri('//Alice');
	const fresh = () => keyring.addFromSeed(randomBytes(32));
	const [authority, hospital, doctor, patient] = [fresh(), fresh(), fresh(), fresh()];
	const view = views(api);

	const now = async () => (await api.query.timestamp.now()).toNumber();
	const decide = (actor, action, recordClass) =>
		view('EmrConsent', 'decide', {
			patient: patient.address,
			actor: actor.address,
			action,
			purpose: 'Treatment',
			class: recordClass,
			dataTime: null,
		});
	const terms = (recordClass, actions) => ({
		classes: [recordClass],
		actions,
		purposes: ['Treatment'],
		dataPeriod: { start: null, end: null },
		period: { start: null, end: null },
		mode: 'View',
		eraseBy: null,
	});

	const assertNoTokens = async () => {
		const { data } = await api.query.system.account(patient.address);
		assert.ok(data.free.isZero() && data.reserved.isZero(), 'the patient has no token');
	};
	let freeCalls = 0;
	/** Sends for the patient, who has nothing to pay with. */
	const sendFree = async (call) => {
		const assertSkipped = (events) => {
			only(events, 'skipFeelessPayment', 'FeeSkipped');
			assert.ok(!events.some((event) => api.events.transactionPayment.TransactionFeePaid.is(event)));
			assert.ok(!events.some((event) => api.events.balances.Withdraw.is(event)));
		};
		freeCalls += 1;
		try {
			const events = await send(api, patient, call);
			assertSkipped(events);
			return events;
		} catch (error) {
			if (error instanceof Refused) assertSkipped(error.events);
			throw error;
		} finally {
			await assertNoTokens();
		}
	};

	// What a wallet knows before it asks anything.

	await step('the metadata say all that a wallet needs', () => {
		assert.equal(api.runtimeMetadata.version, 16);
		assert.deepEqual(api.registry.chainTokens, ['HLT']);
		assert.deepEqual(api.registry.chainDecimals, [12]);
		assert.equal(api.registry.chainSS58, 42);
		assert.equal(api.consts.system.ss58Prefix.toNumber(), 42);
		for (const name of ['council', 'session', 'balances', 'proxy', 'multisig', 'recovery', 'preimage', 'scheduler']) {
			assert.ok(api.tx[name], `apps finds ${name} by its name`);
		}
	});

	await step('every call, event, error and view function of the health pallets is documented', () => {
		for (const name of HEALTH_PALLETS) {
			const section = name[0].toLowerCase() + name.slice(1);
			const calls = Object.entries(api.tx[section]).map(([call, { meta }]) => [call, meta.docs]);
			const events = Object.entries(api.events[section]).map(([event, { meta }]) => [event, meta.docs]);
			const errors = Object.entries(api.errors[section]).map(([error, { meta }]) => [error, meta.docs]);
			const pallet = api.runtimeMetadata.asV16.pallets.find((one) => one.name.eq(name));
			const functions = pallet.viewFunctions.map((one) => [one.name.toString(), one.docs]);
			for (const list of [calls, events, errors, functions]) {
				assert.ok(list.length > 0, `${name} has calls, events, errors and view functions`);
				for (const [item, docs] of list) assert.ok(docs.join('').trim(), `${name}.${item} is documented`);
			}
		}
	});

	// The institutions, who pay for what they do.

	await step('//Alice endows an authority, a hospital and a doctor; the patient gets nothing', async () => {
		const amount = 100n * 10n ** 12n;
		const transfers = [authority, hospital, doctor].map((to) => api.tx.balances.transferKeepAlive(to.address, amount));
		const events = await send(api, alice, api.tx.utility.batchAll(transfers));
		only(events, 'utility', 'BatchCompleted');
		only(events, 'transactionPayment', 'TransactionFeePaid');
		assert.equal((await api.query.system.account(hospital.address)).data.free.toBigInt(), amount);
		await assertNoTokens();
	});

	await step('they register, each with a deposit', async () => {
		const roles = [
			[authority, 'CertificationAuthority'],
			[hospital, { Provider: 'Hospital' }],
			[doctor, { Provider: 'Practitioner' }],
		];
		await Promise.all(
			roles.map(async ([who, role]) => {
				const events = await send(api, who, api.tx.participants.register(role, encryptionKey()));
				const registered = only(events, 'participants', 'Registered');
				assert.equal(registered.account.toString(), who.address);
				assert.ok(registered.role.eq(api.createType('SalusPrimitivesRolesRole', role)));
				const { data } = await api.query.system.account(who.address);
				assert.ok(data.reserved.gtn(0), 'a deposit is held');
			}),
		);
		assert.ok((await view('Participants', 'standing', hospital.address)).isUncertified);
	});

	await step('the council, //Alice alone, authorises the authority', async () => {
		const members = await api.query.council.members();
		assert.deepEqual(members.map(String), [alice.address], 'the council of a development chain');
		const motion = api.tx.participants.authorizeAuthority(authority.address, GROUP.PATIENT | GROUP.PROVIDER);
		const events = await send(api, alice, api.tx.council.propose(1, motion, motion.method.encodedLength));
		assert.ok(only(events, 'council', 'Executed').result.isOk);
		assert.equal(only(events, 'participants', 'AuthorityAuthorized').account.toString(), authority.address);
		assert.ok((await view('Participants', 'standing', authority.address)).isActive);
	});

	await step('nobody authorises an authority without the council', async () => {
		const call = api.tx.participants.authorizeAuthority(hospital.address, GROUP.PATIENT);
		await assert.rejects(send(api, alice, call), { message: 'BadOrigin' });
	});

	await step('the authority certifies hospital and doctor', async () => {
		const expires = (await now()) + 365 * DAY;
		const certify = ({ address }) =>
			api.tx.participants.certify(address, commitment(randomBytes(32), Buffer.from('licence')), expires);
		const events = await send(api, authority, api.tx.utility.batchAll([hospital, doctor].map(certify)));
		const certified = events.filter((event) => api.events.participants.Certified.is(event));
		assert.deepEqual(certified.map(({ data }) => data.account.toString()), [hospital.address, doctor.address]);
		const roleOf = async ({ address }) => (await view('Participants', 'certified_role', address)).unwrap();
		assert.ok((await roleOf(hospital)).asProvider.isHospital);
		assert.ok((await roleOf(doctor)).asProvider.isPractitioner);
	});

	// The patient, who has a wallet and no token.

	const moment = await now();
	const enrolment = {
		encryptionKey: encryptionKey(),
		certificate: commitment(randomBytes(32), Buffer.from('papers')),
		expires: moment + 365 * DAY,
		deadline: moment + DAY,
	};

	const payload = await step('the enrolment payload is what its documentation says, so a wallet can check it', async () => {
		const { encryptionKey, certificate, expires, deadline } = enrolment;
		const parts = [hospital.address, patient.address, encryptionKey, certificate, expires, deadline];
		const bytes = (await view('Participants', 'enrolment_payload', ...parts)).toU8a(true);
		const own = u8aConcat(
			'salus/enrol/1',
			api.genesisHash.toU8a(),
			hospital.publicKey,
			patient.publicKey,
			u8aToU8a(encryptionKey),
			u8aToU8a(certificate),
			api.createType('u64', expires).toU8a(),
			api.createType('u64', deadline).toU8a(),
		);
		assert.equal(u8aToHex(bytes), u8aToHex(own));
		return bytes;
	});

	const enrol = (signature) =>
		api.tx.participants.enrolPatient(
			patient.address,
			enrolment.encryptionKey,
			enrolment.certificate,
			enrolment.expires,
			enrolment.deadline,
			{ Sr25519: signature },
		);

	await step('the hospital cannot enrol a patient who signed something else', async () => {
		const other = patient.sign(u8aConcat(payload, [0]));
		await assert.rejects(send(api, hospital, enrol(other)), { message: 'participants.InvalidSignature' });
	});

	await step("the patient signs as by a wallet's signRaw, and the hospital enrols the patient", async () => {
		const events = await send(api, hospital, enrol(patient.sign(u8aWrapBytes(payload))));
		assert.ok(only(events, 'participants', 'Registered').role.isPatient);
		const certified = only(events, 'participants', 'Certified');
		assert.equal(certified.account.toString(), patient.address);
		assert.equal(certified.issuer.toString(), hospital.address);
		only(events, 'transactionPayment', 'TransactionFeePaid');
		const participant = (await view('Participants', 'participant', patient.address)).unwrap();
		assert.ok(participant.standing.isActive);
		assert.equal(participant.depositor.unwrap().toString(), hospital.address);
		await assertNoTokens();
	});

	const allowance = (await view('Participants', 'free_calls_remaining', patient.address)).toNumber();

	await step('the patient publishes a class key without a fee', async () => {
		const key = encryptionKey();
		const published = only(
			await sendFree(api.tx.emrRecords.publishClassKey('Laboratory', 0, key)),
			'emrRecords',
			'ClassKeyPublished',
		);
		assert.ok(published.class.isLaboratory);
		const stored = (await view('EmrRecords', 'class_key', patient.address, 'Laboratory')).unwrap();
		assert.equal(stored.key.toHex(), key);
		assert.ok(stored.state.isCurrent);
	});

	await step('what is not free, the patient cannot call without tokens', async () => {
		const call = api.tx.system.remark('0x00');
		await assert.rejects(send(api, patient, call), /Inability to pay some fees/);
		await assertNoTokens();
	});

	// Writing.

	const openRequests = async () => {
		const open = await view('EmrConsent', 'open_requests', patient.address);
		return open.map(([id, request]) => ({ id: id.toNumber(), request }));
	};
	const ask = async (who, wanted) => {
		const requested = only(
			await send(api, who, api.tx.emrConsent.request(patient.address, wanted)),
			'emrConsent',
			'Requested',
		);
		assert.equal(requested.patient.toString(), patient.address);
		assert.equal(requested.requester.toString(), who.address);
		return { id: requested.request.toNumber(), custodians: requested.custodians.map(String) };
	};
	const standingOf = async (request) => (await view('EmrConsent', 'request_standing', request)).unwrap().type;
	const grant = async (request, obligations) => {
		const granted = only(
			await sendFree(api.tx.emrConsent.grant(request, null, obligations, [])),
			'emrConsent',
			'Granted',
		);
		assert.equal(granted.request.toNumber(), request);
		assert.equal(await standingOf(request), 'Granted');
		return granted.directive.toNumber();
	};

	const report = Buffer.from('HbA1c 41 mmol/mol');
	const salt = randomBytes(32);
	const sealed = randomBytes(64);
	const record = {
		class: 'Laboratory',
		epoch: 0,
		commitment: commitment(salt, report),
		ciphertext: u8aToHex(sha256(sealed)),
		size: sealed.length,
		relation: 'Original',
		fingerprint: u8aToHex(createHmac('sha256', randomBytes(32)).update(report).digest()),
		emergency: false,
		facts: [],
	};
	const anchor = () => send(api, hospital, api.tx.emrRecords.anchor(patient.address, record, 'Treatment', null));

	await step('the hospital cannot write without consent', async () => {
		assert.ok((await decide(hospital, 'Collect', 'Laboratory')).isNoConsent);
		await assert.rejects(anchor(), { message: 'emrRecords.NoConsent' });
	});

	const writing = await step('the hospital asks to write, and the patient sees it', async () => {
		const { id, custodians } = await ask(hospital, terms('Laboratory', ACTION.COLLECT));
		assert.deepEqual(custodians, [], 'writing takes no agreement of custodians');
		const [open, ...others] = await openRequests();
		assert.equal(others.length, 0);
		assert.equal(open.id, id);
		assert.equal(open.request.requester.toString(), hospital.address);
		assert.ok(open.request.terms.classes[0].isLaboratory);
		assert.equal(open.request.terms.actions.toNumber(), ACTION.COLLECT);
		return id;
	});

	await step('the patient grants it without a fee', () => grant(writing, 0));

	const recordId = await step('the hospital anchors a record', async () => {
		const events = await anchor();
		const anchored = only(events, 'emrRecords', 'RecordAnchored');
		assert.equal(anchored.author.toString(), hospital.address);
		assert.equal(anchored.custodian.unwrap().toString(), hospital.address);
		only(events, 'emrRecords', 'CustodianAdded');
		return anchored.record.toNumber();
	});

	await step('the patient lists the records and checks the content against the commitment', async () => {
		const [[id, found], ...others] = await view('EmrRecords', 'records', patient.address, 'Laboratory', 0, 10);
		assert.equal(others.length, 0);
		assert.equal(id.toNumber(), recordId);
		assert.equal(found.commitment.toHex(), record.commitment);
		assert.equal(found.ciphertext.toHex(), record.ciphertext);
		assert.ok(found.status.isCurrent);
		const matches = async (content) =>
			(await view('EmrRecords', 'content_matches', recordId, u8aToHex(content), u8aToHex(salt))).unwrap().isTrue;
		assert.ok(await matches(report));
		assert.ok(!(await matches(Buffer.from('HbA1c 48 mmol/mol'))));
	});

	// Reading.

	const reading = await step('the doctor asks to read, for which the hospital has to agree first', async () => {
		assert.ok((await decide(doctor, 'Access', 'Laboratory')).isNoConsent);
		const { id, custodians } = await ask(doctor, terms('Laboratory', ACTION.ACCESS));
		assert.deepEqual(custodians, [hospital.address]);
		assert.equal(await standingOf(id), 'AwaitingCustodians');
		return id;
	});

	await step('the patient cannot grant before the hospital agreed', async () => {
		await assert.rejects(grant(reading, 0), { message: 'emrConsent.CustodiansPending' });
	});

	await step('the hospital agrees as custodian', async () => {
		const events = await send(api, hospital, api.tx.emrConsent.agreeAsCustodian(reading));
		assert.equal(only(events, 'emrConsent', 'CustodianAgreed').pending.toNumber(), 0);
		assert.equal(await standingOf(reading), 'AwaitingPatient');
	});

	const directive = await step('the patient grants without a fee, with an obligation', () =>
		grant(reading, OBLIGATION.NO_REDISCLOSURE),
	);

	await step('the doctor may read, by that directive, and nothing else', async () => {
		const permit = (await decide(doctor, 'Access', 'Laboratory')).asPermit;
		assert.equal(permit.basis.asDirective.toNumber(), directive);
		assert.equal(permit.obligations.toNumber(), OBLIGATION.NO_REDISCLOSURE);
		assert.ok((await decide(doctor, 'Collect', 'Laboratory')).isNoConsent);
		assert.ok((await decide(doctor, 'Access', 'Imaging')).isNoConsent);
	});

	await step('the patient denies another request without a fee', async () => {
		const { id } = await ask(doctor, terms('Imaging', ACTION.ACCESS));
		assert.equal(await standingOf(id), 'AwaitingPatient');
		const denied = only(await sendFree(api.tx.emrConsent.deny(id)), 'emrConsent', 'Denied');
		assert.equal(denied.by.toString(), patient.address);
		assert.equal(await standingOf(id), 'Denied');
		assert.ok((await decide(doctor, 'Access', 'Imaging')).isNoConsent);
		assert.deepEqual(await openRequests(), []);
	});

	await step("the patient lists the directives: the hospital's and the doctor's", async () => {
		const directives = await view('EmrConsent', 'directives', patient.address);
		const actors = directives.map(([, { root }]) => root.actor.asAccount.toString());
		assert.deepEqual(actors, [hospital.address, doctor.address]);
		assert.ok(directives.every(([, { root, status }]) => root.decision.isPermit && status.isActive));
		const ids = (await api.query.emrConsent.activeDirectives(patient.address)).map((id) => id.toNumber());
		assert.deepEqual(ids, directives.map(([id]) => id.toNumber()));
		assert.ok(ids.includes(directive));
	});

	await step('nobody else revokes what the patient granted', async () => {
		const call = api.tx.emrConsent.revoke(directive, []);
		await assert.rejects(send(api, doctor, call), { message: 'emrConsent.NotOwner' });
	});

	await step('the patient revokes without a fee, and the doctor may no longer read', async () => {
		const revoked = only(await sendFree(api.tx.emrConsent.revoke(directive, [])), 'emrConsent', 'Revoked');
		assert.equal(revoked.directive.toNumber(), directive);
		assert.ok((await view('EmrConsent', 'directive_standing', directive)).unwrap().isInactive);
		assert.ok((await decide(doctor, 'Access', 'Laboratory')).isNoConsent);
		assert.ok((await decide(hospital, 'Collect', 'Laboratory')).isPermit, 'the other directive stands');
	});

	await step('the free calls are counted, and the patient never had a token', async () => {
		const usage = await api.query.participants.freeCallUsage(patient.address);
		const remaining = (await view('Participants', 'free_calls_remaining', patient.address)).toNumber();
		// A run over midnight (UTC) is given all its calls anew.
		const sameDay = Math.floor(moment / DAY) === Math.floor((await now()) / DAY);
		if (sameDay) {
			assert.equal(usage.count.toNumber(), freeCalls);
			assert.equal(allowance - remaining, freeCalls);
		}
		assert.equal((await api.query.system.account(patient.address)).nonce.toNumber(), freeCalls);
		await assertNoTokens();
	});
}

let api;
let failed = 0;
try {
	api = await step(`connects to ${ADDRESS} without types or RPC of its own`, connect);
	await story(api);
} catch (error) {
	failed = 1;
	console.error(error);
}
console.log(`${passed} passed, ${failed} failed`);
await api?.disconnect();
process.exit(failed);
