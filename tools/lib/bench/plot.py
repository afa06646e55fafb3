"""A plot of ratios: a group of bars for each row, drawn as SVG without any library."""

# Rows that say most, and how they are called.
ROWS = {
    "openssl/handshake-1.3": "handshake, memory", "openssl/record-16k": "16 KiB, memory",
    "openssl/record-64": "64 bytes, memory", "openssl/ping-64": "ping, memory",
    "openssl/tcp/bulk-16k": "16 KiB, TCP", "openssl/tcp/bulk-64": "64 bytes, TCP",
    "openssl/tcp/ping-64": "ping, TCP",
    "mbedtls/handshake-1.3": "Mbed TLS: handshake, memory",
    "mbedtls/record-64": "Mbed TLS: 64 bytes, memory",
    "mbedtls/tcp/bulk-64": "Mbed TLS: 64 bytes, TCP", "mbedtls/tcp/ping-64": "Mbed TLS: ping, TCP",
}
COLOURS = {"ours": "#1b6ca8", "ours, corked": "#4aa3df", "SSL_set_fd": "#8c8c8c", "Asio": "#d9822b",
           "Asio, async": "#f0b97a", "GnuTLS": "#5a9e4b", "Botan": "#9b72b0"}

LEFT, BAR, GAP, UNIT, WIDEST, TOP = 220, 11, 10, 220, 2.4, 50


def text(x, y, words, more=""):
    return f'<text x="{x:.0f}" y="{y:.0f}" {more}>{words}</text>'


def bar(y, cell):
    width = UNIT * min(cell["ratio"], WIDEST)
    mark = f"{cell['ratio']:.2f}{' ~' if cell['swings'] else ''}"
    yield (f'<rect x="{LEFT}" y="{y}" width="{width:.0f}" height="{BAR - 1}" '
           f'fill="{COLOURS[cell["who"]]}"/>')
    yield text(LEFT + width + 4, y + 9, mark)


def legend():
    x = LEFT
    for who, colour in COLOURS.items():
        yield f'<rect x="{x}" y="14" width="10" height="10" fill="{colour}"/>'
        yield text(x + 14, 23, who)
        x += 30 + 6.5 * len(who)


def groups(results):
    """The rows that were measured, each with the contestants that have a colour."""
    for name, label in ROWS.items():
        cells = [results.cell(name, who) for who in COLOURS]
        if any(cells):
            yield label, [cell for cell in cells if cell]


def lines(results):
    body = []
    y = TOP
    for label, cells in groups(results):
        body.append(text(LEFT - 8, y + BAR * len(cells) / 2 + 4, label, 'text-anchor="end"'))
        for cell in cells:
            body += bar(y, cell)
            y += BAR
        y += GAP
    one = LEFT + UNIT
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" width="820" height="{y + 10}" '
           'font-family="sans-serif" font-size="11">')
    yield f'<rect width="820" height="{y + 10}" fill="white"/>'
    yield from legend()
    yield from body
    yield f'<line x1="{one}" y1="{TOP - 8}" x2="{one}" y2="{y}" stroke="black" stroke-dasharray="3"/>'
    yield text(one, TOP - 12, "the floor", 'text-anchor="middle"')
    yield "</svg>"
