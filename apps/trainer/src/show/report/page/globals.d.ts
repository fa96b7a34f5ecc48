/** What another script of the page has put there before: uPlot, from its own file. */
import type Plot from 'uplot';

declare global {
  const uPlot: typeof Plot;
  type uPlot = Plot;
  namespace uPlot {
    type Axis = Plot.Axis;
    type Options = Plot.Options;
    type Scale = Plot.Scale;
    type Series = Plot.Series;
  }
}
