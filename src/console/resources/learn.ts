import {
  answerQuestion,
  assignLesson,
  assignmentsOf,
  dueQuestions,
  lessonPage,
  lessonsFor,
  recordsOf,
  unassignLesson,
} from '../../app/learn.js';
import { consoleRoles, type ConsoleRole } from '../../store/console.js';
import { cli, flag } from '../cli.js';
import { may, operation, type ConsoleOperation } from '../operation.js';
import { closed, isoDay, name, oneOf, text } from '../schemas.js';
import { timeOf } from './keys.js';

interface Assigned {
  readonly lesson: string;
  readonly role?: ConsoleRole;
  readonly person?: string;
  readonly due: string;
}

export const learnOperations: readonly ConsoleOperation[] = [
  operation({
    id: 'listLessons',
    method: 'GET',
    path: '/lessons',
    summary: 'Lessons, how far you are in each, and the questions that are due',
    roles: may.read,
    run: async ({ app, caller }) => ({
      items: await lessonsFor(app, caller.name),
      questions: await dueQuestions(app, caller.name),
      cli: cli('learn', 'list'),
    }),
  }),
  operation<{ readonly operation?: string }>({
    id: 'getLesson',
    method: 'GET',
    path: '/lessons/{lesson}',
    summary: 'The text of a lesson, its lab and its questions',
    roles: may.read,
    query: { operation: name },
    run: async ({ app, caller, params, query }) => {
      const { operation: about } = query;
      const page = await lessonPage(app, params.lesson!, {
        person: caller.name,
        ...(about === undefined ? {} : { operation: about }),
      });
      return { ...page, cli: cli('learn', 'show', page.number) };
    },
  }),
  operation<object, { readonly choice: string }>({
    id: 'answerQuestion',
    method: 'POST',
    path: '/lessons/{lesson}/questions/{question}',
    summary: 'Answer a question that is due: it comes back later when the answer is right, tomorrow when not',
    roles: may.read,
    body: closed({ choice: text(1, { minLength: 1 }) }, ['choice']),
    run: async ({ app, caller, params, body }) =>
      answerQuestion(app, {
        person: caller.name,
        lesson: params.lesson!,
        n: Number(params.question),
        choice: body.choice,
      }),
  }),
  operation({
    id: 'listTraining',
    method: 'GET',
    path: '/training',
    summary: 'Who completed which lesson, until when it counts, and what is assigned to whom',
    roles: ['auditor', 'admin'],
    run: async ({ app }) => ({
      records: await recordsOf(app),
      assignments: await assignmentsOf(app),
      cli: cli('learn', 'records'),
    }),
  }),
  operation<object, Assigned>({
    id: 'assignLesson',
    method: 'POST',
    path: '/training/assignments',
    summary: 'Assign a lesson to a role or a person, with a day when it is due',
    roles: may.administer,
    status: 201,
    body: closed({ lesson: name, role: oneOf(...consoleRoles), person: name, due: isoDay }, ['lesson', 'due']),
    run: async ({ app, body }) => {
      const { lesson, role, person, due } = body;
      const assignment = await assignLesson(app, { lesson, role, person, dueAt: timeOf(due)! });
      const line = cli('learn', 'assign', lesson, ...flag('--role', role), ...flag('--person', person), '--due', due);
      return { assignment, cli: line };
    },
  }),
  operation({
    id: 'unassignLesson',
    method: 'DELETE',
    path: '/training/assignments/{assignment}',
    summary: 'Take an assignment back',
    roles: may.administer,
    run: async ({ app, params }) => {
      await unassignLesson(app, params.assignment!);
      return { cli: cli('learn', 'unassign', params.assignment) };
    },
  }),
];
