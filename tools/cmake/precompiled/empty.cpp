// SPDX-License-Identifier: Apache-2.0
// The file that a precompiled header is made for.
