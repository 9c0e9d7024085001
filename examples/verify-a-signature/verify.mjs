// Accepts the messages of B2 rules that are signed with one of our secrets, and refuses all others.
// usage: SIGNING_SECRET='NEW OLD' node verify.mjs PORT
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const secrets = process.env.SIGNING_SECRET.split(" "); // two while the secret is changed
const largest = 8 << 20;

/** Returns whether the header signs these bytes: the bytes as they came, before anything parses them. */
function genuine(body, header) {
  const expected = secrets.map((secret) => Buffer.from("v1=" + createHmac("sha256", secret).update(body).digest("hex")));
  const given = header.split(",").map((one) => Buffer.from(one.trim()));
  return expected.some((e) => given.some((g) => e.length === g.length && timingSafeEqual(e, g)));
}

const server = createServer((request, response) => {
  const pieces = [];
  let length = 0;
  request.on("data", (piece) => {
    length += piece.length;
    if (length <= largest) pieces.push(piece);
    else if (!response.headersSent) response.writeHead(413, { connection: "close" }).end(() => request.destroy());
  });
  request.on("end", () => {
    if (response.headersSent) return; // too large
    const body = Buffer.concat(pieces);
    const trusted = genuine(body, request.headers["x-bz-event-notification-signature"] ?? "");
    console.log(`${trusted ? "genuine" : "FORGED, refused"}: ${body.length} bytes`);
    response.writeHead(trusted ? 200 : 401).end();
  });
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log(`verifies at http://127.0.0.1:${server.address().port}`));
