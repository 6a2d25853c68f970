// 50 senders that send one message to each of many, over connections that are
// kept.
// node senders.mjs fetch URL CHAT,CHAT,…   by Node's own fetch
// node senders.mjs bare URL CHAT,CHAT,…    what Node does at best: by node:http
// The libraries for bots (grammY 1.46, Telegraf 4.16) send by the package
// node-fetch 2, which lies between the two, nearer to bare.
import http from "node:http";

const [how, url, list] = process.argv.slice(2);
const chats = list.split(",");
const text = "We took away forty tonnes of rubbish.";
const headers = { "Content-Type": "application/json" };
const bodyFor = (chat) => JSON.stringify({ chat_id: Number(chat), text });

// check throws what isn't Telegram's yes.
function check(answer) {
  if (!answer.ok) throw new Error(JSON.stringify(answer));
}

async function byFetch(chat) {
  const response = await fetch(url, { method: "POST", headers, body: bodyFor(chat) });
  check(await response.json());
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });

function bare(chat) {
  return new Promise((done, fail) => {
    const body = bodyFor(chat);
    const length = { "Content-Length": Buffer.byteLength(body) };
    const request = http.request(url, { method: "POST", agent, headers: { ...headers, ...length } }, (response) => {
      let answer = "";
      response.on("data", (part) => (answer += part));
      response.on("end", () => {
        try {
          check(JSON.parse(answer));
          done();
        } catch (problem) {
          fail(problem);
        }
      });
    });
    request.on("error", fail);
    request.end(body);
  });
}

const send = { fetch: byFetch, bare }[how];
let next = 0;
let sent = 0;
async function work() {
  while (next < chats.length) {
    await send(chats[next++]);
    sent++;
  }
}
await Promise.all(Array.from({ length: 50 }, work));
agent.destroy();
console.log(sent);
