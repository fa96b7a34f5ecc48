/** Does tasks away from the page, as an application would. */
import { answerCalls } from '@kantor/runtime';
import { tasks } from './tasks.js';

answerCalls(
  {
    send: (message) => postMessage(message),
    onMessage: (listener) => addEventListener('message', ({ data }) => listener(data)),
  },
  { methods: tasks, buffersOf: () => [], unknownCode: 'test/page' },
);
