import type {ComponentType} from 'react';

import {CallsPanel} from './calls_panel';
import type {CallsPanelProps} from './calls_panel';
import {withTexts} from '../i18n/with_texts';

const panel: ComponentType<CallsPanelProps> = withTexts(CallsPanel);

export default panel;
