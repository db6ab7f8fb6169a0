// Where the server is a node of a cluster: the page goes on at another one when its own is gone.

import { arrived, later } from "./modules.js";
import { Nodes } from "./wire/nodes.js";

/** What is fetched elsewhere once it is needed: nobody would give it any more. */
export const REST = [
  "actions", "commands/manual", "commands/typed", "files", "hash/digest", "idle", "lessons", "model/deeds", "views/auto_away",
  "views/begin", "views/lesson", "views/lesson_menu", "views/message_menu", "views/person_menu", "views/pins", "views/rules",
  "views/search", "views/terminals",
];

/** The session was told of other nodes; `server` is its own, if that is another one than before. */
export function met(app, { named, server }) {
  const { session, words } = app;
  if (!session) return;
  session.nodes ??= new Nodes(location.host);
  session.nodes.met(session.host, named);
  if (server) app.note(app.conversations.current, "info", words("moved", { server }));
  for (const path of REST) later(path, words);
  arrived(`words/${words.lang}.help`);
}
