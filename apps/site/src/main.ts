/** The page: it lists the models and starts its two parts. */
import './style/page.css';
import { listToys } from './models.js';
import { showTraining } from './train/panel.js';

/** Where the files of ONNX Runtime lie, for workers, whose own place is another. */
const assets = new URL('ort/', document.baseURI).href;

showTraining(listToys(), assets);
