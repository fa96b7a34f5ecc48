/** The page: it lists the models and starts its two parts. */
import './style/page.css';
import { listShipped, listToys } from './models.js';
import { load } from './sample/load.js';
import { showSamples } from './sample/panel.js';
import { showTraining } from './train/panel.js';

/** Where the files of ONNX Runtime lie, for workers, whose own place is another. */
const assets = new URL('ort/', document.baseURI).href;

showSamples(listShipped(), load(assets));
showTraining(listToys(), assets);
