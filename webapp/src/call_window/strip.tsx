import React from 'react';
import {FormattedMessage} from 'react-intl';

/** What keeps the room from working here: it does not show itself, or has no camera and microphone. */
export type Trouble = 'refused' | 'denied';

/** Says above the room what is wrong, and has the way out. */
export function Strip({trouble, onPopOut}: {trouble?: Trouble; onPopOut: () => void}) {
    return (
        <div role='alert'>
            {trouble &&
                <div className='whereby-window-strip'>
                    <p>
                        {trouble === 'denied' ? <FormattedMessage id='whereby.window.denied'/> : (
                            <FormattedMessage
                                id='whereby.window.refused'
                                values={{origin: <bdi>{window.location.origin}</bdi>}}
                            />
                        )}
                    </p>
                    <button
                        type='button'
                        className='whereby-button whereby-button-quiet'
                        onClick={onPopOut}
                    >
                        <FormattedMessage id='whereby.window.open_tab'/>
                    </button>
                </div>
            }
        </div>
    );
}
