/**
 * A certified OpenID Connect provider (npm oidc-provider) that the tests start and tell to misbehave.
 *
 * Its one argument is JSON: the clients, the people with their claims, and the address to listen on. On its own it does
 * everything right. `PUT /bent` makes it sign something else than it would, with its own genuine keys, so that each test
 * meets the one check it is about:
 *   claims     laid over the ID token's; null takes one away
 *   algorithm  of the signature; "none" leaves it out, "HS256" signs with the client's secret
 *   key        "first", "second" (both may be published) or "foreign" (never is)
 *   published  names of the keys that it tells of
 *   answers    a body for its discovery, jwks or token route instead of the true one
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import Provider from 'oidc-provider';

const { issuer, port, clients, people } = JSON.parse(process.argv[2]);
const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';

async function newKey(kid) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' };
}

const keys = { first: await newKey('first'), second: await newKey('second'), foreign: await newKey('first') };
const straight = { claims: {}, algorithm: 'RS256', key: 'first', published: ['first'], answers: {} };
let bent = straight;

function publicHalf({ kty, n, e, kid, alg, use }) {
  return { kty, n, e, kid, alg, use };
}

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Sign what the provider says in the way that the test asks for. */
async function signed(payload, client, type) {
  const claims = Object.fromEntries(
    Object.entries({ ...payload, ...bent.claims }).filter(([, value]) => value !== null),
  );
  const header = { alg: bent.algorithm, kid: keys[bent.key].kid, typ: type };
  if (bent.algorithm === 'none') return `${base64url(header)}.${base64url(claims)}.`;
  const secret = clients.find(({ client_id }) => client_id === client).client_secret;
  const key = bent.algorithm === 'HS256' ? Buffer.from(secret) : await importJWK(keys[bent.key], 'RS256');
  return new SignJWT(claims).setProtectedHeader(header).sign(key);
}

const payloadOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());

const provider = new Provider(issuer, {
  clients,
  jwks: { keys: [keys.first] },
  acrValues: ['loa2', 'loa3'],
  claims: { openid: ['sub', 'acr', 'sid'], profile: ['given_name', 'family_name', 'name', 'groups', 'hetu'] },
  // Claims stand in the ID token, as Keycloak and Entra ID put them there.
  conformIdTokenClaims: false,
  cookies: { keys: [randomUUID()] },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource(ctx, form) {
        ctx.body = `<!doctype html><title>Leave</title>${form}
          <button form="op.logoutForm" name="logout" value="yes">Sign out here too</button>`;
      },
    },
  },
  interactions: { url: (_, { uid }) => `/who/${uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id]?.claims }) }),
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope('openid profile');
    await grant.save();
    return grant;
  },
  ttl: { Interaction: 600, Session: 3600, Grant: 3600, AccessToken: 300, IdToken: 300, AuthorizationCode: 60 },
});

provider.use(async (ctx, next) => {
  await next();
  const route = ctx.oidc?.route;
  if (route in bent.answers) {
    ctx.status = 200;
    ctx.type = 'json';
    ctx.body = bent.answers[route];
  } else if (route === 'jwks') {
    ctx.body = { keys: bent.published.map((name) => publicHalf(keys[name])) };
  } else if (route === 'token' && ctx.body?.id_token && bent !== straight) {
    ctx.body = { ...ctx.body, id_token: await signed(payloadOf(ctx.body.id_token), ctx.oidc.client.clientId, 'JWT') };
  }
});

/** The page on which a person says who she is, or that she would rather not. */
function whoPage(uid) {
  const buttons = Object.entries(people).map(
    ([id, { title }]) => `<p><button name="login" value="${id}">${title ?? id}</button></p>`,
  );
  return `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Who are you?</title>
    <h1>Who are you?</h1><form method="post" action="/who/${uid}">${buttons.join('')}
    <p><button name="login" value="">Cancel</button></p></form>`;
}

async function bodyOf(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

async function answer(request, response) {
  const { pathname } = new URL(request.url, issuer);
  if (pathname === '/bent') {
    const asked = JSON.parse(await bodyOf(request));
    bent = asked === null ? straight : { ...straight, ...asked };
    response.writeHead(204).end();
  } else if (pathname === '/logout-token') {
    // As the provider itself would send it, or bent.
    const { client, ...claims } = JSON.parse(await bodyOf(request));
    const now = Math.floor(Date.now() / 1000);
    const about = { iss: issuer, aud: client, iat: now, exp: now + 120, jti: randomUUID(), events: { [LOGOUT]: {} } };
    response.end(await signed({ ...about, ...claims }, client, 'logout+jwt'));
  } else if (pathname.startsWith('/who/') && request.method === 'POST') {
    const login = new URLSearchParams(await bodyOf(request)).get('login');
    const acr = people[login]?.acr ?? 'loa3';
    const result = login ? { login: { accountId: login, acr } } : { error: 'access_denied' };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  } else if (pathname.startsWith('/who/')) {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(whoPage(pathname.slice('/who/'.length)));
  } else {
    await provider.callback()(request, response);
  }
}

createServer((request, response) => {
  answer(request, response).catch((reason) => {
    process.stderr.write(`${reason.stack}\n`);
    response.writeHead(500).end();
  });
}).listen(port, '127.0.0.1', () => process.stdout.write('listening\n'));
// The tests' process is gone: nobody else needs us.
process.stdin.resume().on('end', () => process.exit());
