// uPlot's own file as the server hands it out, with an export at its end: see ../assets.ts.

export { default as uPlot } from 'uplot';
