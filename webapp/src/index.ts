import {hostWindow} from './host/window';
import {Plugin} from './plugin';

hostWindow().registerPlugin('whereby', new Plugin());
