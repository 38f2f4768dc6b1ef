import type { App } from './app.js';
import { labAround, type LabFacts } from './learn-lab.js';
import { makeApp } from './make-app.js';

/** Where progress and records of a learner are kept. */
export interface LearnHome {
  readonly app: App;
  close(): Promise<void>;
}

/** Inside a lab the policy and store at hand are the lab's: what the learner did is kept where the lesson was started. */
export function learnHome(app: App): LearnHome {
  const lab = labAround(app.cwd);
  if (!lab) return { app, close: async () => undefined };
  const { cwd, policy, data } = lab.facts.home;
  const home = makeApp({
    ...app,
    cwd,
    policy,
    data,
    output: undefined,
    print: (text) => app.write(text),
    say: (text) => app.say(text),
  });
  return { app: home, close: () => home.close() };
}

/** What a lab remembers of where it was started. */
export function homeFacts(app: App): LabFacts['home'] {
  return {
    cwd: app.cwd,
    ...(app.policyFile === undefined ? {} : { policy: app.policyFile }),
    data: app.dataDir,
  };
}
