/** A question that only people can answer. */
export interface VendorQuestion {
  readonly id: string;
  readonly text: string;
  readonly why: string;
}

/** What is asked in a review. Everything that can be measured is measured by the probes and not asked. */
export const vendorQuestions: readonly VendorQuestion[] = Object.freeze([
  {
    id: 'purpose',
    text: 'What do we use it for, and what would we do without it?',
    why: 'Dependence decides the tier.',
  },
  { id: 'data-sent', text: 'Which data do we send, and is each item needed?', why: 'What is not sent cannot leak.' },
  { id: 'data-location', text: 'In which countries is the data kept and seen?', why: 'Law and transfer rules follow.' },
  {
    id: 'data-retention',
    text: 'How long is it kept, and how is it deleted when we leave?',
    why: 'Copies outlive contracts.',
  },
  {
    id: 'data-use',
    text: 'May the vendor use it for anything else, such as training models?',
    why: 'Purpose is a promise to people.',
  },
  {
    id: 'subprocessors',
    text: 'Who else gets it, and are we told before that changes?',
    why: 'Their vendors are ours.',
  },
  { id: 'agreement', text: 'Is a data processing agreement signed, and where is it?', why: 'Duties need a paper.' },
  {
    id: 'certificates',
    text: 'Which current audit reports did we read (SOC 2, ISO 27001, PCI DSS), with which exceptions?',
    why: 'The exceptions matter, not the logo.',
  },
  {
    id: 'access',
    text: 'Who at the vendor can reach our data, and how is that recorded?',
    why: 'Support staff is a way in.',
  },
  {
    id: 'authentication',
    text: 'Do our people sign in there with our own login and a second factor?',
    why: 'Accounts must end with the job.',
  },
  {
    id: 'privilege',
    text: 'What may its credential do in our systems, and can it do less?',
    why: 'Privilege decides the tier.',
  },
  { id: 'secrets', text: 'How are its secrets made, scoped, rotated and revoked?', why: 'One day they leak.' },
  {
    id: 'encryption',
    text: 'How is the data encrypted at rest, and who holds the keys?',
    why: 'TLS ends at their edge.',
  },
  { id: 'isolation', text: 'What keeps our data apart from that of other customers?', why: 'Tenants share machines.' },
  {
    id: 'development',
    text: 'How does the vendor test and review security before a release?',
    why: 'Flaws arrive with updates.',
  },
  {
    id: 'vulnerabilities',
    text: 'How do we report a flaw, and how soon is it mended?',
    why: 'Somebody will find one.',
  },
  { id: 'incidents', text: 'How soon must it tell us of a breach, and whom here?', why: 'Our clocks start then.' },
  {
    id: 'continuity',
    text: 'What happens when it is down for a day, and was that tried?',
    why: 'Outages are certain.',
  },
  {
    id: 'changes',
    text: 'How are we told of changes of its API, and how long do old versions live?',
    why: 'A break is an outage.',
  },
  {
    id: 'exit',
    text: 'How do we get our data out and switch it off for good?',
    why: 'The switch should be known before it is needed.',
  },
]);
