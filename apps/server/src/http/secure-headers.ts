/** The headers by which browsers are told to be careful: Helmet writes them once, and every answer gets a copy. */
import { IncomingMessage, ServerResponse, type OutgoingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

type Middleware = ReturnType<typeof helmet>;

/** What is written onto an answer that has no headers yet. */
function writtenBy(middleware: Middleware): OutgoingHttpHeaders {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  middleware(request, response, () => undefined);
  return { ...response.getHeaders() };
}

/**
 * For all answers; what pages may load is said where the pages are.
 * @param secure whether the server speaks TLS: without it, nothing is told about TLS.
 */
export function secureHeaders(secure: boolean): OutgoingHttpHeaders {
  return writtenBy(
    helmet({
      contentSecurityPolicy: false,
      strictTransportSecurity: secure,
      crossOriginResourcePolicy: { policy: 'cross-origin' },
    }),
  );
}

type Policy = NonNullable<Parameters<typeof helmet.contentSecurityPolicy>[0]>;

/** For a page. */
export function pagePolicy(directives: NonNullable<Policy['directives']>): OutgoingHttpHeaders {
  return writtenBy(helmet.contentSecurityPolicy({ directives }));
}
