import React from 'react';
import type {ReactNode} from 'react';

// As much of Mattermost's markdown as messages of bots and testers use.

function escape(text: string): string {
    return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const link = (text: string, url: string) => `<a class="theme markdown__link" href="${url}" rel="noreferrer" target="_blank">${text}</a>`;

const inline = /`([^`]+)`|\[((?:\\.|[^\]\\])+)\]\((https?:\/\/[^\s)]+|\/[^\s)]+)\)|(https?:\/\/[^\s<)]+)|\*\*(.+?)\*\*|(?<![\w*])\*([^*\s][^*]*)\*|(?<!\w)_([^_\s][^_]*)_(?!\w)|\\([^\w\s])/g;

function format(text: string): string {
    let html = '';
    let end = 0;
    for (const match of text.matchAll(inline)) {
        const [whole, code, label, target, url, bold, starred, underscored, escaped] = match;
        html += escape(text.slice(end, match.index));
        end = match.index + whole.length;
        if (code !== undefined) {
            html += `<span class="codespan__pre-wrap"><code>${escape(code)}</code></span>`;
        } else if (label !== undefined && target !== undefined) {
            html += link(format(label), escape(target));
        } else if (url !== undefined) {
            html += link(escape(url), escape(url));
        } else if (bold !== undefined) {
            html += `<strong>${format(bold)}</strong>`;
        } else if (starred !== undefined || underscored !== undefined) {
            html += `<em>${format(starred ?? underscored ?? '')}</em>`;
        } else {
            html += escape(escaped ?? '');
        }
    }
    return html + escape(text.slice(end));
}

function row(cell: 'td' | 'th', line: string): string {
    const cells = line.slice(1, line.lastIndexOf('|')).split(/(?<!\\)\|/);
    return `<tr>${cells.map((text) => `<${cell}>${format(text.trim())}</${cell}>`).join('')}</tr>`;
}

/** A message's markdown as HTML. */
export function formatText(text: string): string {
    return text.split(/\n{2,}/).map((paragraph) => {
        const lines = paragraph.split('\n');
        if (lines.every((line) => /^\s*[-*] /.test(line))) {
            return `<ul>${lines.map((line) => `<li>${format(line.replace(/^\s*[-*] /, ''))}</li>`).join('')}</ul>`;
        }
        const [head, rule, ...rows] = lines;
        if (head?.startsWith('|') && rule?.startsWith('| ---')) {
            return `<table class="markdown__table"><thead>${row('th', head)}</thead><tbody>${rows.map((line) => row('td', line)).join('')}</tbody></table>`;
        }
        return `<p>${lines.map(format).join('<br/>')}</p>`;
    }).join('');
}

/** What formatText made, as something that React draws. */
export function messageHtmlToComponent(html: string): ReactNode {
    return <div dangerouslySetInnerHTML={{__html: html}}/>;
}

export function Markdown({text}: {text: string}) {
    return <>{messageHtmlToComponent(formatText(text))}</>;
}
