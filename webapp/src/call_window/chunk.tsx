export {CallWindow as default} from './call_window';
