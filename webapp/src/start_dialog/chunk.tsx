export {StartDialog as default} from './start_dialog';
